// What routing needs to know of JSON-RPC messages: their kind, their names, the era. Nothing here changes a message.
import { AppError } from '../../shared/errors';
import type { Message } from '../ports-relay';

const VERSION_KEY = 'io.modelcontextprotocol/protocolVersion';
export const SUBSCRIPTION_KEY = 'io.modelcontextprotocol/subscriptionId';

/** A request body, looked at once. */
export interface Peek {
  /** Every message of the body; a batch (revision 2025-03-26) has several. */
  readonly messages: readonly Message[];
  readonly batch: boolean;
  /** The first request, or the first message where there is none: what the log names. */
  readonly main: Message | undefined;
  readonly modern: boolean;
}

/** @returns undefined if the text is no JSON object or list of objects */
export function peekAt(body: Buffer | string): Peek | undefined {
  const value = parseJson(body.toString());
  const batch = Array.isArray(value);
  const messages: unknown[] = batch ? value : [value];
  if (!messages.every(isMessage)) return undefined;
  const main = messages.find(isRequest) ?? messages[0];
  return { messages, batch, main, modern: main !== undefined && isModern(main) };
}

/** @returns undefined for text that is no JSON; JSON itself has no such value */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Reads a message whole, with every field it has. @throws AppError invalid-message */
export function wholeMessage(text: string): Message {
  const value = parseJson(text);
  if (isMessage(value) && value.jsonrpc === '2.0') return value;
  throw new AppError('invalid-message');
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
export const isMessage = (value: unknown): value is Message => isRecord(value);
export const isRequest = (m: Message): boolean => typeof m.method === 'string' && isId(m.id);
export const isAnswer = (m: Message): boolean => m.method === undefined && ('result' in m || 'error' in m);
const isId = (id: unknown): boolean => typeof id === 'string' || typeof id === 'number';

/** Since 2026-07-28 every request states its revision itself. */
export function isModern(message: Message): boolean {
  return versionOf(message) !== undefined;
}

/** The revision a request states, whatever it is. */
export function versionOf(message: Message): unknown {
  return metaOf(message)?.[VERSION_KEY];
}

export function metaOf(message: Message): Readonly<Record<string, unknown>> | undefined {
  return isRecord(message.params) && isRecord(message.params._meta) ? message.params._meta : undefined;
}

/** The tool, prompt or resource a request names. */
export function targetOf(message: Message): string | undefined {
  if (!isRecord(message.params)) return undefined;
  const { name, uri } = message.params;
  return typeof name === 'string' ? name : typeof uri === 'string' ? uri : undefined;
}

export function toolOf(message: Message): string | undefined {
  return message.method === 'tools/call' ? targetOf(message) : undefined;
}

/** Requests that change nothing, so that a second try cannot do something twice. */
export function isHarmless(message: Message): boolean {
  const { method } = message;
  return (
    method === 'initialize' ||
    method === 'ping' ||
    method === 'resources/read' ||
    method === 'prompts/get' ||
    method === 'completion/complete' ||
    method === 'server/discover' ||
    method === 'subscriptions/listen' ||
    (typeof method === 'string' && /^(tools|resources|resources\/templates|prompts|tasks)\/(list|get)$/u.test(method))
  );
}
