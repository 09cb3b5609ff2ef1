// Tools that are switched off: taken out of every list, refused in every call, in both eras. The only reason to read
// what the upstream answers.
import type { IncomingMessage } from 'node:http';
import { AppError } from '../../shared/errors';
import { isRecord, type Peek, toolOf } from '../protocol/messages';

export type Hidden = ReadonlySet<string>;

/** Refuses a body that calls a hidden tool. @throws AppError tool-off */
export function refuseHidden(peek: Peek, request: IncomingMessage, hidden: Hidden, server: string): void {
  const calls = peek.messages.filter((m) => m.method === 'tools/call');
  // A server may go by the header instead of the body, so both must be clean.
  const named = request.headers['mcp-name'];
  const names = [...calls.map(toolOf), ...(calls.length > 0 && typeof named === 'string' ? [decoded(named)] : [])];
  const tool = names.find((name) => name !== undefined && hidden.has(name));
  if (tool !== undefined) throw new AppError('tool-off', { tool, server });
}

/** The header may carry a name in base64 where it has characters that no header can (revision 2026-07-28). */
function decoded(header: string): string {
  const coded = /^=\?base64\?([A-Za-z0-9+/=]*)\?=$/u.exec(header)?.[1];
  return coded === undefined ? header : Buffer.from(coded, 'base64').toString('utf8');
}

/** The same message, or list of messages, without hidden tools. */
export function withoutHidden(value: unknown, hidden: Hidden): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => withoutHidden(one, hidden));
  if (!isRecord(value) || !isRecord(value.result) || !Array.isArray(value.result.tools)) return value;
  const tools: unknown[] = value.result.tools;
  const shown = tools.filter((tool) => !(isRecord(tool) && typeof tool.name === 'string' && hidden.has(tool.name)));
  return { ...value, result: { ...value.result, tools: shown } };
}
