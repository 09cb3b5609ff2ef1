// A subscription of 2026-07-28 that outlives the broker: asked for again when its stream broke, without the client
// noticing but for being told that its lists may have changed.
import type { Message } from '../ports-relay';
import { isRecord, SUBSCRIPTION_KEY } from '../protocol/messages';
import { wait } from '../protocol/wait';
import { isEventStream, messagesOf, readBody, readEvents } from './answer';
import type { BridgeEnv } from './options';

export interface Subscription {
  readonly text: string;
  readonly message: Message;
  readonly headers: Readonly<Record<string, string>>;
  /** Aborted when nobody waits for it any more. */
  readonly signal: AbortSignal;
}

const ACKNOWLEDGED = 'notifications/subscriptions/acknowledged';
const LISTS: readonly [filter: string, method: string][] = [
  ['toolsListChanged', 'notifications/tools/list_changed'],
  ['promptsListChanged', 'notifications/prompts/list_changed'],
  ['resourcesListChanged', 'notifications/resources/list_changed'],
];

/**
 * Resolves when the server has answered, which ends it, or nobody waits any more.
 * @param take passes messages on
 */
export async function keepSubscription(
  env: BridgeEnv,
  { text, message, headers, signal }: Subscription,
  take: (json: string, response: Response) => void,
): Promise<void> {
  const { way, clock, timings, limits, out, log } = env;
  for (let pause = timings.reopen; ; pause = Math.min(pause * 2, timings.reopenMax)) {
    await wait(clock, pause, signal);
    if (signal.aborted) return;
    let isOver = false;
    try {
      const response = await way.send({ method: 'POST', headers, body: text, signal, starts: false });
      const hear = (json: string) => {
        isOver ||= messagesOf(json).some((m) => m.id === message.id && ('result' in m || 'error' in m));
        // The client has had its acknowledgement; a second one would mean nothing to it.
        if (messagesOf(json)[0]?.method === ACKNOWLEDGED) for (const change of changesFor(message)) out.say(change);
        else take(json, response);
      };
      if (response.ok && isEventStream(response)) {
        const end = await readEvents(response, limits.message, hear, () => out.ready(signal));
        if (end.events > 0) pause = timings.reopen;
      } else hear(await readBody(response, limits.message));
    } catch (error) {
      if (signal.aborted) return;
      log.info('a subscription waits for MCP Tray', { error: String(error) });
    }
    if (isOver) return;
  }
}

/** What the client listens for, told as if it had changed. */
function changesFor({ id, params }: Message): Message[] {
  const wanted = isRecord(params) && isRecord(params.notifications) ? params.notifications : {};
  const about = { _meta: { [SUBSCRIPTION_KEY]: id } };
  return LISTS.filter(([filter]) => wanted[filter] === true).map(([, method]) => ({
    jsonrpc: '2.0',
    method,
    params: about,
  }));
}
