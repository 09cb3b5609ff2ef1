// Where the broker of the running instance is, for `mcp-tray bridge`: found anew whenever it is asked for, because the
// instance may have been started again, updated or moved to another port since.
import { z } from 'zod';
import { AppError, toWire, type WireError } from '../../shared/errors';
import { type Language, type Translate, texts } from '../../shared/messages';
import type { Door, Doors } from '../bridge/options';
import type { Clock } from '../ports';
import { findInstance, type InstanceTimings } from '../web/instance';
import { RemoteError, remoteHandlers } from '../web/remote';

export interface DoorOptions {
  readonly server: string;
  readonly stateFolder: string;
  readonly version: string;
  readonly clock: Clock;
  /** Until the instance has said in which language the person reads. */
  readonly language: Language;
  /** Starts an instance; whether it comes up is seen by looking. */
  start(): void;
  readonly waits?: Partial<DoorWaits>;
  readonly timings?: Partial<InstanceTimings>;
}

/** Milliseconds. */
export interface DoorWaits {
  /** For an instance to answer. */
  readonly patience: number;
  /** For one that was there before to come back by itself, as after an update. */
  readonly comeback: number;
  readonly poll: number;
  readonly answer: number;
}
const WAITS: DoorWaits = { patience: 30_000, comeback: 3_000, poll: 100, answer: 10_000 };

/** The little that is read of a snapshot, so that an instance of another version will do. */
const seenSchema = z.object({
  language: z.custom<Language>((language) => typeof language === 'string'),
  broker: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('running'), address: z.string().regex(/^http:\/\/127\.0\.0\.1:\d{1,5}$/u) }),
    z.object({
      kind: z.literal('failed'),
      problem: z.custom<WireError>((problem) => typeof problem === 'object' && problem !== null),
    }),
    z.object({ kind: z.literal('off') }),
  ]),
  servers: z.array(z.object({ name: z.string() })),
});

/** `say` puts an error into one sentence and one action, in the person's language. */
export function createDoors(options: DoorOptions): Doors & { readonly say: (error: unknown) => string } {
  const { clock, server, version } = options;
  const waits = { ...WAITS, ...options.waits };
  let t: Translate = texts(options.language);
  let hasSeenOne = false;

  const look = async (): Promise<Door | undefined> => {
    const instance = await findInstance({ ...options, anyVersion: true });
    if (!instance) return undefined;
    const snapshot = await snapshotOf({ ...instance, timeout: waits.answer });
    if (snapshot === undefined) return undefined;
    const seen = seenSchema.safeParse(snapshot);
    if (!seen.success) throw new AppError('instance-other-version', { running: instance.version, own: version });
    const { broker, servers, language } = seen.data;
    t = texts(language);
    hasSeenOne = true;
    if (broker.kind === 'failed') throw new RemoteError(broker.problem);
    if (!servers.some(({ name }) => name === server)) throw new AppError('server-unknown', { name: server });
    if (broker.kind === 'off') return undefined;
    return { url: `${broker.address}/s/${server}/mcp`, key: instance.bridgeKey };
  };

  const open = async (signal: AbortSignal): Promise<Door> => {
    const began = clock.now();
    const startAt = began + (hasSeenOne ? waits.comeback : 0);
    for (let hasStarted = false; ; ) {
      const door = await look();
      signal.throwIfAborted();
      if (door) return door;
      if (!hasStarted && clock.now() >= startAt) {
        options.start();
        hasStarted = true;
      }
      if (clock.now() - began >= waits.patience) throw new AppError('bridge-no-way');
      await new Promise<void>((resolve) => clock.after(waits.poll, resolve));
    }
  };

  return { look, open, say: (error) => wordsOf(error, t) };
}

/** Undefined for an instance that is just ending. */
async function snapshotOf(options: Parameters<typeof remoteHandlers>[0]): Promise<unknown> {
  try {
    return await remoteHandlers(options)['app:snapshot'](undefined);
  } catch (error) {
    if (error instanceof AppError && error.code === 'instance-silent') return undefined;
    throw error;
  }
}

function wordsOf(error: unknown, t: Translate): string {
  const { message, action } = error instanceof RemoteError ? error.wire : toWire(error, t);
  return `${message} ${action}`;
}
