// One running instance per user: a lock with a heartbeat decides who it is, instance.json says how to reach it.
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { lock } from 'proper-lockfile';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { AppError, hasErrno } from '../../shared/errors';
import type { AsyncStop, Clock } from '../ports';
import { proofOf, sameSecret } from './gate';
import { callJson } from './http-call';
import { askToYield } from './remote';

const instanceSchema = z.object({
  // Never anything but loopback: requests with secrets go there.
  address: z.string().regex(/^http:\/\/127\.0\.0\.1:\d{1,5}$/u),
  key: z.string().min(32).max(256),
  /** Opens the broker of this instance for `mcp-tray bridge`. */
  bridgeKey: z.string().min(32).max(256),
  pid: z.int().positive(),
  version: z.string(),
  face: z.enum(['tray', 'web']),
  /** Started for a bridge, by no person: it makes room for one that a person starts. */
  background: z.boolean().optional(),
});
/** How to reach the instance that owns the core. */
export type Instance = Readonly<z.infer<typeof instanceSchema>>;

/** Ownership of the core. */
export interface Claim {
  /** Writes instance.json (0600), from when on the command line talks to this process. */
  publish(instance: Instance): Promise<void>;
  /** Removes instance.json and gives the lock back. */
  release: AsyncStop;
}
export type Taken =
  | { readonly kind: 'mine'; readonly claim: Claim }
  | { readonly kind: 'other'; readonly instance: Instance };

export interface InstanceOptions {
  readonly stateFolder: string;
  readonly version: string;
  readonly clock: Clock;
  /** Called if another process takes the lock from us, as after a long sleep: this process must end. */
  readonly onLost: () => void;
  /** An instance in the background makes room for us. */
  readonly replacesBackground?: boolean;
  readonly timings?: Partial<InstanceTimings>;
}
/** Milliseconds. A lock whose holder was killed counts as left behind after `stale` (at least 2000). */
export interface InstanceTimings {
  readonly stale: number;
  readonly answer: number;
  readonly retry: number;
  /** For one in the background to end what it is doing. */
  readonly room: number;
}
const TIMINGS: InstanceTimings = { stale: 5000, answer: 2000, retry: 150, room: 15_000 };

/**
 * The running instance, or undefined where none runs (a file left by a killed one counts as none). `anyVersion` is for
 * those who speak less with it than the contract; else one of another version in the background is asked to make room.
 * @throws AppError instance-other-version
 */
export async function findInstance(
  options: Pick<InstanceOptions, 'stateFolder' | 'version' | 'timings'> & { readonly anyVersion?: boolean },
): Promise<Instance | undefined> {
  const instance = await readInstance(options.stateFolder);
  if (!instance) return undefined;
  const version = await sayHello(instance, options.timings?.answer ?? TIMINGS.answer);
  if (version === undefined) return undefined;
  if (version === options.version || options.anyVersion) return instance;
  // Nobody knows of it who could quit it.
  if (!instance.background) throw new AppError('instance-other-version', { running: version, own: options.version });
  await makeRoom(instance, options.timings?.answer ?? TIMINGS.answer);
  return undefined;
}

/**
 * Becomes the owner of the core, or finds who is. Waits until a lock left behind by a killed process has gone stale,
 * and for a starting instance until it answers.
 * @throws AppError instance-silent, instance-other-version
 */
export async function takeInstance(options: InstanceOptions): Promise<Taken> {
  const timings = { ...TIMINGS, ...options.timings };
  const { clock } = options;
  let giveUpAt = clock.now() + timings.stale + 2 * timings.answer + 1000;
  let hasAsked = false;
  for (;;) {
    // Asked before the lock: after a sleep the lock of a living owner looks stale until its next heartbeat.
    const { replacesBackground = false } = options;
    const instance = await findInstance({ ...options, anyVersion: replacesBackground });
    if (instance?.background && replacesBackground) {
      await makeRoom(instance, timings.answer);
      if (!hasAsked) giveUpAt += timings.room;
      hasAsked = true;
    } else if (instance) return { kind: 'other', instance: sameVersion(instance, options.version) };
    const claim = await tryClaim(options, timings);
    if (claim) return { kind: 'mine', claim };
    if (clock.now() >= giveUpAt) throw new AppError('instance-silent');
    await new Promise<void>((resolve) => clock.after(timings.retry, resolve));
  }
}

function sameVersion(instance: Instance, own: string): Instance {
  if (instance.version === own) return instance;
  throw new AppError('instance-other-version', { running: instance.version, own });
}

async function makeRoom(instance: Instance, timeout: number): Promise<void> {
  try {
    await askToYield({ ...instance, timeout });
  } catch (error) {
    // It may have been on its way out already.
    if (!(error instanceof AppError) || error.code !== 'instance-silent') throw error;
  }
}

async function tryClaim(options: InstanceOptions, timings: InstanceTimings): Promise<Claim | undefined> {
  const { stateFolder } = options;
  await mkdir(stateFolder, { recursive: true, mode: 0o700 });
  const file = fileIn(stateFolder);
  let unlock: AsyncStop;
  try {
    unlock = await lock(file, {
      realpath: false,
      lockfilePath: path.join(stateFolder, 'instance.lock'),
      stale: timings.stale,
      update: Math.floor(timings.stale / 4),
      onCompromised: options.onLost,
    });
  } catch (error) {
    if (hasErrno(error, 'ELOCKED')) return undefined;
    throw error;
  }
  let published: Instance | undefined;
  return {
    publish: async (instance) => {
      published = instance;
      await writeFileAtomic(file, `${JSON.stringify(instance)}\n`, { mode: 0o600 });
    },
    release: async () => {
      // Only our own: after a takeover the file tells of another.
      if (published && (await readInstance(stateFolder))?.key === published.key) await rm(file, { force: true });
      try {
        await unlock();
      } catch (error) {
        // Taken over or released before: there is nothing of ours to give back.
        if (!hasErrno(error, 'ERELEASED', 'ENOTACQUIRED')) throw error;
      }
    },
  };
}

async function readInstance(stateFolder: string): Promise<Instance | undefined> {
  let text: string;
  try {
    text = await readFile(fileIn(stateFolder), 'utf8');
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
  // The file is ours alone and written whole; one that does not parse is of another time and tells nothing.
  const parsed = instanceSchema.safeParse(jsonOrNothing(text));
  return parsed.success ? parsed.data : undefined;
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const helloSchema = z.object({ ok: z.literal(true), value: z.object({ version: z.string(), proof: z.string() }) });

/** The version of the instance, if it answers and proves that it knows the key. */
async function sayHello(instance: Instance, timeout: number): Promise<string | undefined> {
  const nonce = randomBytes(16).toString('base64url');
  const url = `${instance.address}/api/hello`;
  try {
    const answer = await callJson({ url, method: 'GET', headers: { 'X-MCP-Tray-Nonce': nonce }, timeout });
    const hello = helloSchema.safeParse(answer);
    if (!hello.success || !sameSecret(hello.data.value.proof, proofOf(instance.key, nonce))) return undefined;
    return hello.data.value.version;
  } catch (error) {
    if (error instanceof AppError && error.code === 'instance-silent') return undefined;
    throw error;
  }
}

const fileIn = (stateFolder: string) => path.join(stateFolder, 'instance.json');
