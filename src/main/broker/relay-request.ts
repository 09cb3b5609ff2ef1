// One request of a client on its way through a shared pipe: its answer filtered, its failure put into words, its
// subscription kept over a restart of the server.
import type { AppError } from '../../shared/errors';
import type { Message } from '../ports-relay';
import { isMessage, isRecord, SUBSCRIPTION_KEY } from '../protocol/messages';
import { wait } from '../protocol/wait';
import type { End } from './activity';
import { troubleFor } from './answers';
import type { Call } from './call';
import type { Hub } from './hub';
import type { Caller } from './link';
import type { BrokerEnv } from './options';
import type { Reply } from './reply';
import { Session } from './session';
import { type Hidden, withoutHidden } from './switches';
import { needsPerson, troubleOf } from './trouble';

/** What all requests of a server have around them. */
export interface Around {
  readonly env: BrokerEnv;
  readonly server: string;
  hidden(): Hidden;
  /** Open `subscriptions/listen` of 2026-07-28, as ways to tell them that tools changed. */
  readonly listening: Set<() => void>;
  isWatched(hub: Hub, uri: string): boolean;
}
export interface Asked extends Around {
  readonly call: Call;
  readonly end: End;
  readonly hub: Hub;
  readonly caller: Caller;
  readonly reply: Reply;
}

const TOOLS = 'notifications/tools/list_changed';
const LISTS: readonly [filter: string, method: string][] = [
  ['toolsListChanged', TOOLS],
  ['promptsListChanged', 'notifications/prompts/list_changed'],
  ['resourcesListChanged', 'notifications/resources/list_changed'],
];

/** Resolves when the reply has its answer, or nobody waits for it any more. */
export async function relayRequest(asked: Asked, message: Message): Promise<void> {
  const { reply, caller, hub, call } = asked;
  const local = subscription(asked, message);
  if (local) {
    reply.answer(local);
    return;
  }
  if (message.method === 'subscriptions/listen') {
    await listen(asked, message);
    return;
  }
  const failed = (thrown: unknown) => answerTrouble(asked, message, thrown);
  const answer = (m: Message) => answerShown(asked, m);
  try {
    await hub.ask({ message, caller, related: (m) => reply.related(m), answer, failed }, call.signal);
  } catch (error) {
    failed(error);
  }
}

function answerShown({ end, reply, hidden }: Asked, answer: Message): void {
  end.hear?.(Buffer.from(JSON.stringify(answer.result ?? answer.error) ?? ''));
  if ('error' in answer || (isRecord(answer.result) && answer.result.isError === true)) end({ outcome: 'error' });
  const shown = hidden().size > 0 ? withoutHidden(answer, hidden()) : answer;
  reply.answer(isMessage(shown) ? shown : answer);
}

function answerTrouble({ env, server, end, reply, call }: Asked, message: Message, thrown: unknown): void {
  if (call.signal.aborted) return;
  const error: AppError = troubleOf(thrown, server).error;
  end({ outcome: 'failed', code: error.code, params: error.params });
  if (needsPerson(error)) env.onTrouble?.(server, error);
  reply.answer(troubleFor(message, error, env.texts(), server));
}

/** Sessions that share a process also share its subscriptions: only the last one to leave ends it there. */
function subscription({ caller, hub, isWatched }: Asked, message: Message): Message | undefined {
  if (!(caller instanceof Session)) return undefined;
  const uri = isRecord(message.params) ? message.params.uri : undefined;
  if (typeof uri !== 'string') return undefined;
  if (message.method === 'resources/subscribe') caller.subscriptions.add(uri);
  if (message.method !== 'resources/unsubscribe') return undefined;
  caller.subscriptions.delete(uri);
  return isWatched(hub, uri) ? { jsonrpc: '2.0', id: message.id, result: {} } : undefined;
}

/** A subscription of 2026-07-28 goes on when its server had to be started again; the client hears what may be new. */
async function listen(asked: Asked, message: Message): Promise<void> {
  const { call, reply, hub, caller, listening, env, server } = asked;
  const filter = isRecord(message.params) && isRecord(message.params.notifications) ? message.params.notifications : {};
  const meta = { _meta: { [SUBSCRIPTION_KEY]: message.id } };
  const tell = (method: string) => reply.related({ jsonrpc: '2.0', method, params: meta });
  const tellTools = () => tell(TOOLS);
  if (filter.toolsListChanged === true) listening.add(tellTools);
  let isAgain = false;
  let isDone = false;
  const related = (m: Message) => {
    if (!isAgain || m.method !== 'notifications/subscriptions/acknowledged') reply.related(m);
    else for (const [wanted, method] of LISTS) if (filter[wanted] === true) tell(method);
  };
  const answer = (m: Message) => {
    isDone = true;
    answerShown(asked, m);
  };
  const failed = (error: unknown) => env.log.info('a subscription waits', { server, error: String(error) });
  try {
    for (let pause = env.timings.reopen; !isDone && !call.signal.aborted; ) {
      await hub.ask({ message, caller, related, answer, failed }, call.signal);
      isAgain = true;
      if (isDone) break;
      await wait(env.clock, pause, call.signal);
      pause = Math.min(pause * 2, env.timings.reopenMax);
    }
  } catch (error) {
    answerTrouble(asked, message, error);
  } finally {
    listening.delete(tellTools);
  }
}

/** After a restart the process knows of no subscription. */
export function subscribeAgain({ env, server }: Around, hub: Hub, uri: string): void {
  const nobody: Caller = { notice: () => undefined, watches: () => false };
  const ignore = () => undefined;
  const message = { jsonrpc: '2.0', id: 0, method: 'resources/subscribe', params: { uri } };
  const lost = (error: unknown) =>
    env.log.info('a subscription could not be renewed', { server, error: String(error) });
  hub.ask({ message, caller: nobody, related: ignore, answer: ignore, failed: lost }, env.stopping).catch(lost);
}
