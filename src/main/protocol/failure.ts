// What answers a request that could not be served: nobody reads a failure where only a program sees it.
import type { Message } from '../ports-relay';
import { isModern } from './messages';

const INTERNAL = -32603;

/** A tool call gets a result that the model and the person can read, everything else an error. */
export function failureOf(request: Message, text: string): Message {
  const { id, method } = request;
  if (method !== 'tools/call') return { jsonrpc: '2.0', id, error: { code: INTERNAL, message: text } };
  const result = { content: [{ type: 'text', text }], isError: true };
  return { jsonrpc: '2.0', id, result: isModern(request) ? { resultType: 'complete', ...result } : result };
}
