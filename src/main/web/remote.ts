// The contract as the command line sees it when an instance runs: every request is one call to that instance.
import { z } from 'zod';
import type { Handlers } from '../../shared/contract';
import { AppError, type WireError } from '../../shared/errors';
import { callJson } from './http-call';

/** A failure told by a running instance, already in words. */
export class RemoteError extends Error {
  override readonly name = 'RemoteError';
  readonly wire: WireError;

  constructor(wire: WireError) {
    super(wire.message);
    this.wire = wire;
  }
}

const wireError = z.object({
  // The instance speaks our version, so its codes are ours.
  code: z.custom<WireError['code']>((code) => typeof code === 'string'),
  message: z.string(),
  action: z.string(),
  details: z.string().optional(),
});
const replySchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown().optional() }),
  z.object({ ok: z.literal(false), error: wireError }),
]);

export interface RemoteOptions {
  readonly address: string;
  readonly key: string;
  /** Milliseconds for one request; a tool may take minutes. */
  readonly timeout?: number;
}

/** Handlers that ask a running instance. They throw RemoteError with its words, or AppError instance-silent. */
export function remoteHandlers(options: RemoteOptions): Handlers {
  const ask = (name: string) => (args: unknown) => post(options, '/api/request', { name, args });
  // The names live in types alone; each call travels by name and the other side knows which exist. Names without a
  // colon are none of ours: a promise must not take this object for another promise.
  const target = {};
  const get = (_: object, name: string | symbol) =>
    typeof name === 'string' && name.includes(':') ? ask(name) : undefined;
  return new Proxy(target, { get }) as Handlers;
}

/** A fresh one-time link to the page of a running instance. */
export async function remoteVisitLink(options: RemoteOptions): Promise<string> {
  return z.string().parse(await post(options, '/api/visit', {}));
}

/** Asks an instance that was started in the background to make room. */
export async function askToYield(options: RemoteOptions): Promise<void> {
  await post(options, '/api/yield', {});
}

async function post({ address, key, timeout = 15 * 60_000 }: RemoteOptions, path: string, body: object) {
  const answer = await callJson({
    url: address + path,
    method: 'POST',
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    timeout,
  });
  const reply = replySchema.safeParse(answer);
  if (!reply.success) throw new AppError('instance-silent', {}, { cause: reply.error });
  if (!reply.data.ok) throw new RemoteError(reply.data.error);
  return reply.data.value;
}
