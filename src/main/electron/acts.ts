// What choosing a row of the tray menu does: everything goes through the handlers, and what came of it is said in the menu.
import { assertNever, toWire } from '../../shared/errors';
import type { Clock, Logger, Stop } from '../ports';
import type { Core } from './core';
import type { MenuAct } from './menu-row';
import { OwnSignIns, type SignInOutcome } from './own-sign-ins';
import { saySync, syncNow } from './sync-now';

export interface ActOptions {
  readonly core: Core;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'error'>;
  readonly show: (route: string) => void;
  readonly quit: () => void;
  /** Puts a text on the clipboard. */
  readonly copy: (text: string) => void;
  /** How long the note stands in the menu. Milliseconds. */
  readonly noteMs: number;
  readonly onNote: () => void;
}

export interface Acts {
  run(act: MenuAct): void;
  note(): string | undefined;
  stop: Stop;
}

export function createActs(options: ActOptions): Acts {
  const { core, clock, log } = options;
  let note: string | undefined;
  let forget: Stop | undefined;
  const say = (sentence: string | undefined) => {
    forget?.();
    forget = sentence === undefined ? undefined : clock.after(options.noteMs, () => say(undefined));
    note = sentence;
    options.onNote();
  };
  const signIns = new OwnSignIns();
  const stopListening = core.onChange(() => {
    for (const outcome of signIns.outcomes(core.snapshot().servers)) tellOutcome(outcome, options, say);
  });
  const run = (act: MenuAct) => {
    if (act.kind === 'sign-in') signIns.begin(act.server, core.snapshot().servers);
    perform(act, options, say).catch((error: unknown) => {
      const wire = toWire(error, core.translate());
      log.error('a menu item failed', { item: act.kind, code: wire.code });
      say(wire.message);
    });
  };
  return {
    run,
    note: () => note,
    stop: () => {
      stopListening();
      forget?.();
      forget = undefined;
    },
  };
}

function tellOutcome(outcome: SignInOutcome, { core, show }: ActOptions, say: (sentence: string) => void): void {
  switch (outcome.kind) {
    case 'done':
      say(core.translate()('tray.signedIn', { name: outcome.server }));
      return;
    case 'failed':
      say(outcome.message);
      return;
    case 'client':
      show(`#/servers/${encodeURIComponent(outcome.server)}`);
      return;
    default:
      assertNever(outcome);
  }
}

async function perform(act: MenuAct, options: ActOptions, say: (sentence: string) => void): Promise<void> {
  const { handlers } = options.core;
  switch (act.kind) {
    case 'open':
      return options.show(act.route);
    case 'reconnect':
      return handlers['server:reconnect']({ name: act.server });
    case 'turn-on':
    case 'turn-off':
      return handlers['server:setDisabled']({ name: act.server, disabled: act.kind === 'turn-off' });
    case 'copy':
      options.copy(act.text);
      return say(options.core.translate()('tray.copied'));
    case 'sign-in':
      return handlers['server:signIn']({ name: act.server, how: 'browser' });
    case 'cancel-sign-in':
      return handlers['server:cancelSignIn']({ name: act.server });
    case 'sign-out': {
      const { revoked } = await handlers['server:signOut']({ name: act.server });
      say(options.core.translate()(revoked ? 'tray.signedOut.revoked' : 'tray.signedOut.here', { name: act.server }));
      return;
    }
    case 'start-at-login':
      return handlers['app:setStartAtLogin']({ on: act.on });
    case 'quit':
      return options.quit();
    case 'sync': {
      const outcome = await syncNow(handlers, options.core.snapshot());
      say(saySync(outcome, options.core.translate()));
      if (outcome.kind !== 'done') options.show('#/clients');
      return;
    }
    default:
      return assertNever(act);
  }
}
