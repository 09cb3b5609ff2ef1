// `mcp-tray serve`: runs the core with its page until asked to end, or hands out a link to the one that runs.
import type { Handlers } from '../../shared/contract';
import { AppError } from '../../shared/errors';
import type { Translate } from '../../shared/messages';
import type { Clock, Logger } from '../ports';
import { type Claim, type InstanceTimings, takeInstance } from '../web/instance';
import { remoteHandlers, remoteVisitLink } from '../web/remote';
import { startWeb, type Web } from '../web/web';
import { tellBroker } from './broker';
import { EXIT, type ExitCode, type ServeOptions, type Terminal } from './context';
import { tellFailure } from './failures';
import { type Use, whenIdle, whenQuiet } from './idle';
import type { Core } from './session';

export interface ServeHost {
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly log: Logger;
  readonly stateFolder: string;
  /** The built renderer. */
  readonly staticFolder: string;
  readonly version: string;
  readonly pid: number;
  /** False where a browser could not be shown, as over ssh. */
  readonly hasDisplay: boolean;
  startCore(): Promise<Core>;
  /** Resolves when this process is asked to end. */
  readonly asked: Promise<void>;
  readonly timings?: Partial<InstanceTimings>;
}

/** @throws AppError port-taken, instance-silent, instance-other-version, file-failed, already-running (lost) */
export async function serve(options: ServeOptions, host: ServeHost, t: Translate): Promise<ExitCode> {
  const lost = Promise.withResolvers<'lost'>();
  const { stateFolder, version, clock, timings } = host;
  const replacesBackground = options.background === undefined;
  const onLost = () => lost.resolve('lost');
  const taken = await takeInstance({ stateFolder, version, clock, timings, replacesBackground, onLost });
  if (taken.kind === 'other') {
    if (options.background !== undefined) return EXIT.fine;
    const link = await remoteVisitLink(taken.instance);
    host.terminal.out(t('cli.serve.already'));
    host.terminal.out(link);
    await show(link, remoteHandlers(taken.instance), options, host, t);
    return EXIT.fine;
  }
  try {
    return await own(taken.claim, lost.promise, options, host, t);
  } finally {
    await taken.claim.release();
  }
}

async function own(claim: Claim, lost: Promise<'lost'>, options: ServeOptions, host: ServeHost, t: Translate) {
  const { terminal, clock, log, staticFolder, version, pid } = host;
  const core = await host.startCore();
  try {
    const made = Promise.withResolvers<'yielded'>();
    const isBackground = options.background !== undefined;
    const onYield = isBackground ? { onYield: () => made.resolve('yielded') } : {};
    const web = await startWeb({ ...core, staticFolder, port: options.port, log, clock, ...onYield });
    const idle = whenIdle(clock, options.background, () => useOf(core, web));
    try {
      const { address, key } = web;
      const { bridgeKey } = core;
      await claim.publish({ address, key, bridgeKey, pid, version, face: 'web', background: isBackground });
      if (!isBackground) await greet(web.newVisitLink(), core, options, host, t);
      const end = await Promise.race([host.asked, lost, made.promise, idle.over]);
      if (end === 'lost') throw new AppError('already-running', { address });
      if (end === 'yielded') await whenQuiet(clock, YIELD_MS, () => hasNoCalls(core));
    } finally {
      idle.stop();
      await web.stop();
    }
  } finally {
    await core.stop();
  }
  terminal.hint(t('cli.serve.ended'));
  return EXIT.fine;
}

/** Tells the person who started it where the page is, and what does not work. */
async function greet(link: string, core: Core, options: ServeOptions, host: ServeHost, t: Translate) {
  const { terminal } = host;
  terminal.out(t('cli.serve.running'));
  terminal.out(link);
  terminal.out(t('cli.serve.another'));
  tellBroker(core.snapshot().broker, terminal, t);
  await show(link, core.handlers, options, host, t);
}

/** How long calls under way may take when another instance waits for this one to make room. */
const YIELD_MS = 4000;

async function hasNoCalls(core: Core): Promise<boolean> {
  const records = await core.handlers['activity:list'](undefined);
  return records.every(({ outcome, method }) => outcome !== 'running' || method === 'subscriptions/listen');
}

/** What changes when somebody uses it, and whether somebody is about to. */
function useOf(core: Core, web: Web): Use {
  const { latestActivity } = core.snapshot();
  return { mark: `${latestActivity} ${web.requests()}`, isBusy: core.calls() > 0 || web.readers() > 0 };
}

/** Opens the browser; where that fails the link printed above is enough to go on. */
async function show(link: string, handlers: Handlers, options: ServeOptions, host: ServeHost, t: Translate) {
  if (!options.open || !host.hasDisplay) return;
  try {
    await handlers['app:openLink']({ url: link });
  } catch (error) {
    tellFailure(error, host.terminal, t);
  }
}

/** Whether a browser window could appear where this process runs. */
export function hasDisplay(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): boolean {
  if (platform === 'darwin' || platform === 'win32') return !env.SSH_CONNECTION;
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY || env.WSL_DISTRO_NAME);
}
