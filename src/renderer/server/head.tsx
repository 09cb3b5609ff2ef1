// The head of a server's page: state, sentence, address, its one action, and a menu for the rest.
import { ActionIcon, Menu, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDots, IconPlayerStop, IconTrash } from '@tabler/icons-react';
import type { ServerSummary } from '../../shared/model';
import { sayServer, sayTokens, wantsSignInSoon } from '../../shared/say';
import { request } from '../api';
import type { Route } from '../route';
import { ServerActionButton } from '../servers/server-action';
import { useNow } from '../servers/use-now';
import { shapeOf, signInView, speaksForState } from '../sign-in/view';
import { CopyIcon } from '../ui/copy';
import { Shape } from '../ui/shapes';
import { useAction } from '../ui/toast';
import { useWords } from '../ui/words';
import { RemoveDialog } from './remove-dialog';
import classes from './server.module.css';

interface Props {
  readonly server: ServerSummary;
  readonly go: (route: Route) => void;
  /** Leads to the overview; absent where it is shown. */
  readonly onOverview: (() => void) | undefined;
}

export function ServerHead({ server, go, onOverview }: Props) {
  const { t } = useWords();
  const { state } = server;
  const now = useNow(state.kind === 'failed' && state.nextTryAt !== undefined);
  const sentence = sayServer(server, t, now);
  const actsBelow = speaksForState(signInView(server)) && !(onOverview && wantsSignInSoon(server));
  const full =
    state.kind === 'ready' && server.tokens > 0 && !wantsSignInSoon(server)
      ? [sentence, sayTokens(server.tokens, t)].join(t('common.listSeparator'))
      : sentence;
  return (
    <header className={classes.head}>
      <div className={classes.top}>
        <span className={classes.shape}>
          <Shape name={shapeOf(server)} size={18} />
        </span>
        <div className={classes.names}>
          <Title order={1} className={classes.title ?? ''} data-title tabIndex={-1}>
            {server.name}
          </Title>
          <p className={classes.sub}>{full}</p>
        </div>
        <div className={classes.acts}>
          {actsBelow ? null : (
            <ServerActionButton server={server} place="page" {...(onOverview && { onOpen: onOverview })} />
          )}
          <More server={server} go={go} />
        </div>
      </div>
      <div className={classes.address}>
        <code title={server.address}>{server.address}</code>
        <CopyIcon text={server.address} label={t('window.action.copyAddress')} />
      </div>
    </header>
  );
}

function More({ server, go }: Pick<Props, 'server' | 'go'>) {
  const { t } = useWords();
  const { busy, run } = useAction();
  const [removing, dialog] = useDisclosure(false);
  const { name } = server;
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon disabled={busy} aria-label={t('window.common.more')}>
            <IconDots size={15} stroke={1.8} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {server.state.kind === 'off' ? null : (
            <Menu.Item
              leftSection={<IconPlayerStop size={15} stroke={1.35} aria-hidden />}
              onClick={() => run(() => request('server:setDisabled', { name, disabled: true }))}
            >
              {t('window.action.turnOff')}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconTrash size={15} stroke={1.35} aria-hidden />} onClick={dialog.open}>
            {t('window.action.remove')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <RemoveDialog server={server} opened={removing} onClose={dialog.close} go={go} />
    </>
  );
}
