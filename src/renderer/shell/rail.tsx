// The rail: the views, how many things wait in each, and where secrets are kept.
import { NavLink, Tooltip, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import {
  IconActivity,
  IconAdjustmentsHorizontal,
  IconLock,
  IconLockOpen,
  IconSearch,
  IconServer2,
  IconTerminal2,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { needsYou } from '../../shared/say';
import { formatRoute, type Route } from '../route';
import { useSnapshot } from '../store';
import { Brand, Shape } from '../ui/shapes';
import { useWords } from '../ui/words';
import { changesWaiting } from './counts';
import classes from './shell.module.css';

export function Rail({ route, onSearch }: { route: Route; onSearch: () => void }) {
  const { t } = useWords();
  const { servers, clients } = useSnapshot();
  const needs = servers.filter(needsYou).length;
  const changes = changesWaiting(clients);
  const inServers = ['servers', 'add', 'import', 'tools'].includes(route.view);
  return (
    <>
      <div className={classes.brand} data-drag>
        <Brand />
        <b>{t('common.app')}</b>
      </div>
      <SearchButton onClick={onSearch} />
      <nav aria-label={t('window.nav.label')} className={classes.nav}>
        <Item
          to={{ view: 'servers' }}
          on={inServers}
          icon={<IconServer2 size={16} stroke={1.35} aria-hidden />}
          word={t('window.nav.servers')}
          count={needs}
          shape={<Shape name="sign-in-needed" size={11} />}
          said={t('window.nav.needYou', { count: needs })}
        />
        <Item
          to={{ view: 'clients' }}
          on={route.view === 'clients'}
          icon={<IconTerminal2 size={16} stroke={1.35} aria-hidden />}
          word={t('window.nav.clients')}
          count={changes}
          shape={<Shape name="changed" size={11} />}
          said={t('window.nav.changes', { count: changes })}
        />
        <Item
          to={{ view: 'activity' }}
          on={route.view === 'activity'}
          icon={<IconActivity size={16} stroke={1.35} aria-hidden />}
          word={t('window.nav.activity')}
        />
        <Item
          to={{ view: 'settings' }}
          on={route.view === 'settings'}
          icon={<IconAdjustmentsHorizontal size={16} stroke={1.35} aria-hidden />}
          word={t('window.nav.settings')}
        />
      </nav>
      <Foot />
    </>
  );
}

const IS_MAC = /Mac/u.test(navigator.platform);

/** Looks like a field, for that is what it leads to. */
function SearchButton({ onClick }: { onClick: () => void }) {
  const { t } = useWords();
  const key = t(IS_MAC ? 'window.find.key.mac' : 'window.find.key.other');
  return (
    <Tooltip label={`${t('window.find.open')} (${key})`} position="right">
      <UnstyledButton
        className={classes.find}
        aria-keyshortcuts={IS_MAC ? 'Meta+K' : 'Control+K'}
        aria-haspopup="dialog"
        onClick={onClick}
      >
        <IconSearch size={14} stroke={1.35} aria-hidden />
        <span>{t('window.find.open')}</span>
        <span aria-hidden="true" data-key>
          {key}
        </span>
      </UnstyledButton>
    </Tooltip>
  );
}

interface ItemProps {
  readonly to: Route;
  readonly on: boolean;
  readonly icon: ReactNode;
  readonly word: string;
  readonly count?: number;
  readonly shape?: ReactNode;
  readonly said?: string;
}

function Item({ to, on, icon, word, count = 0, shape, said }: ItemProps) {
  const narrow = useMediaQuery('(max-width: 54.99em)');
  const name = count > 0 && said ? `${word}, ${said}` : word;
  return (
    <Tooltip label={name} position="right" disabled={!narrow}>
      <NavLink
        href={formatRoute(to)}
        active={on}
        aria-current={on ? 'page' : undefined}
        label={word}
        leftSection={icon}
        rightSection={
          count > 0 ? (
            <span className={classes.count}>
              {shape}
              <span aria-hidden="true">{count}</span>
              <VisuallyHidden>{said}</VisuallyHidden>
            </span>
          ) : null
        }
        classNames={{ root: classes.item, label: classes.word, section: classes.section, body: classes.itemBody }}
      />
    </Tooltip>
  );
}

function Foot() {
  const { t } = useWords();
  const { keychain } = useSnapshot();
  const sentence = keychain === 'keychain' ? t('window.nav.keychain') : t('window.nav.memory');
  const Icon = keychain === 'keychain' ? IconLock : IconLockOpen;
  return (
    <Tooltip label={sentence} position="right">
      <p className={classes.foot}>
        <Icon size={13} stroke={1.35} aria-hidden />
        <span>{sentence}</span>
      </p>
    </Tooltip>
  );
}
