// One server in the list: shape, name, transport, sentence; at the end its figures, or its one action.
import { Skeleton, UnstyledButton } from '@mantine/core';
import { memo } from 'react';
import type { ServerSummary } from '../../shared/model';
import { isSigningIn, sayServer, sayTokens, wantsSignInSoon } from '../../shared/say';
import { shapeOf } from '../sign-in/view';
import { Shape } from '../ui/shapes';
import { Sparkline } from '../ui/sparkline';
import { useWords } from '../ui/words';
import { actionOf } from './filter';
import { ServerActionButton } from './server-action';
import classes from './servers.module.css';
import { useNow } from './use-now';

interface Props {
  readonly server: ServerSummary;
  readonly selected: boolean;
  readonly tabIndex: 0 | -1;
  readonly onOpen: (name: string) => void;
  /** The same page anew, with the focus on what is to be entered. */
  readonly onEnter: (name: string, focus: 'field' | 'none') => void;
}

export const ServerRow = memo(function ServerRow({ server, selected, tabIndex, onOpen, onEnter }: Props) {
  const { t } = useWords();
  const { state } = server;
  const now = useNow(state.kind === 'failed' && state.nextTryAt !== undefined);
  const sentence = sayServer(server, t, now);
  const broken = !isSigningIn(server) && (state.kind === 'failed' || state.kind === 'needs-input');
  return (
    <div
      className={classes.row}
      data-keeps-focus
      data-selected={selected || undefined}
      data-broken={broken || undefined}
    >
      <UnstyledButton
        data-row
        className={classes.open}
        tabIndex={tabIndex}
        aria-current={selected ? 'true' : undefined}
        onClick={() => onOpen(server.name)}
      >
        <span className={classes.shape}>
          <Shape name={shapeOf(server)} />
        </span>
        <span className={classes.text}>
          <span className={classes.first}>
            <b>{server.name}</b>
            <span className={classes.via}>{t(`common.transport.${server.transport}`)}</span>
          </span>
          <span className={classes.say} title={broken ? undefined : sentence}>
            {sentence}
          </span>
        </span>
      </UnstyledButton>
      <End server={server} tabIndex={tabIndex} onEnter={onEnter} />
    </div>
  );
});

/** Figures give way to the action under the pointer and in focus; what needs a person shows its action always. */
function End({ server, tabIndex, onEnter }: Pick<Props, 'server' | 'tabIndex' | 'onEnter'>) {
  const { t } = useWords();
  const action = actionOf(server);
  const kind = standingOf(server);
  const onHover = kind === 'ready';
  const changed = server.trust?.asks ?? 0;
  return (
    <div className={classes.end} data-hover={onHover || undefined} data-act={(action && !onHover) || undefined}>
      {kind === 'ready' || kind === 'connecting' ? (
        <div className={classes.figures}>
          {kind === 'ready' ? (
            <Sparkline values={server.latencies} />
          ) : (
            <Skeleton width={52} height={9} animate={false} mt={4} />
          )}
          {changed > 0 ? (
            <span className={classes.changed}>{t('trust.row', { count: changed })}</span>
          ) : (
            <span>{server.tokens > 0 ? sayTokens(server.tokens, t) : ''}</span>
          )}
        </div>
      ) : null}
      {action ? (
        <div className={classes.act}>
          <ServerActionButton server={server} place="row" tabIndex={tabIndex} onOpen={onEnter} />
        </div>
      ) : null}
    </div>
  );
}

function standingOf(server: ServerSummary): ServerSummary['state']['kind'] | 'signing-in' | 'sign-in-soon' {
  if (isSigningIn(server)) return 'signing-in';
  return wantsSignInSoon(server) ? 'sign-in-soon' : server.state.kind;
}
