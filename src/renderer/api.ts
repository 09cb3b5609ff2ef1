// The only file that touches window.bridge once it is there: requests unwrapped into values or errors, events passed on.
import type { Answer, Arguments, Bridge, Events, RequestName } from '../shared/contract';
import type { WireError } from '../shared/errors';

/** A request the core answered with an error, already in words. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly wire: WireError;

  constructor(wire: WireError) {
    super(wire.message);
    this.wire = wire;
  }
}

type Rest<K extends RequestName> = Arguments<K> extends undefined ? [] : [args: Arguments<K>];

/** Asks the core. @throws RequestError with a sentence and one next action in the reader's language */
export async function request<K extends RequestName>(name: K, ...rest: Rest<K>): Promise<Answer<K>> {
  // Rest<K> is empty exactly where Arguments<K> is undefined, which TypeScript cannot see through the conditional.
  const reply = await bridge().request(name, rest[0] as Arguments<K>);
  if (!reply.ok) throw new RequestError(reply.error);
  return reply.value;
}

/** Hears an event until the returned stop is called. */
export function onEvent<K extends keyof Events>(name: K, listener: (event: Events[K]) => void): () => void {
  return bridge().on(name, listener);
}

function bridge(): Bridge {
  if (!window.bridge) throw new Error('connectBridge() has not run');
  return window.bridge;
}
