// What choosing a row of the tray menu does: everything goes through the handlers, and what came of it is said in the menu.
import { assertNever, toWire } from '../../shared/errors';
import type { Clock, Logger, Stop } from '../ports';
import type { Core } from './core';
import type { MenuAct } from './menu';
import { saySync, syncNow } from './sync-now';

export interface ActOptions {
  readonly core: Core;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'error'>;
  readonly show: (route: string) => void;
  readonly quit: () => void;
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
  const run = (act: MenuAct) => {
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
      forget?.();
      forget = undefined;
    },
  };
}

async function perform(act: MenuAct, options: ActOptions, say: (sentence: string) => void): Promise<void> {
  const { handlers } = options.core;
  switch (act.kind) {
    case 'open':
      return options.show(act.route);
    case 'reconnect':
      return handlers['server:reconnect']({ name: act.server });
    case 'turn-on':
      return handlers['server:setDisabled']({ name: act.server, disabled: false });
    case 'start-at-login':
      return handlers['app:setStartAtLogin']({ on: act.on });
    case 'quit':
      return options.quit();
    case 'sync': {
      const outcome = await syncNow(handlers, options.core.snapshot());
      say(saySync(outcome, options.core.translate()));
      if (outcome.kind === 'decide') options.show('#/clients');
      return;
    }
    default:
      return assertNever(act);
  }
}
