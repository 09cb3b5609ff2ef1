// Headers that 2026-07-28 wants over HTTP and a client on standard input and output does not send: what a request says
// in its body, said again where intermediaries can read it (Streamable HTTP, standard headers and schema extension).
import type { Message } from '../ports-relay';
import { isRecord, versionOf } from '../protocol/messages';

/** Which field of which request is its name. */
const NAMED: Readonly<Record<string, string>> = {
  'tools/call': 'name',
  'prompts/get': 'name',
  'resources/read': 'uri',
  'tasks/get': 'taskId',
  'tasks/update': 'taskId',
  'tasks/cancel': 'taskId',
};
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/u;
const PLAIN = /^[\x20-\x7e\t]+$/u;
/** Deeper than any schema a person writes; a guard against one that a program did. */
const MAX_DEPTH = 64;
const MOST_TOOLS = 4096;

interface Declaration {
  readonly header: string;
  readonly path: readonly string[];
}

/** Knows, from the lists that went by, which arguments of which tool go into headers. */
export class ParamHeaders {
  readonly #tools = new Map<string, readonly Declaration[]>();

  /** @param result of `tools/list` */
  learn(result: unknown): void {
    const tools: unknown = isRecord(result) ? result.tools : undefined;
    if (!Array.isArray(tools)) return;
    for (const tool of tools) {
      if (!isRecord(tool) || typeof tool.name !== 'string') continue;
      const found = declarations(tool.inputSchema, []);
      this.#tools.delete(tool.name);
      if (found.length > 0 && this.#tools.size < MOST_TOOLS) this.#tools.set(tool.name, found);
    }
  }

  /** The headers of one request of this revision; none for the earlier ones. */
  of(request: Message): Record<string, string> {
    const version = versionOf(request);
    const { method } = request;
    if (typeof version !== 'string' || typeof method !== 'string') return {};
    const params = isRecord(request.params) ? request.params : {};
    const name = Object.hasOwn(NAMED, method) ? params[NAMED[method] ?? ''] : undefined;
    return {
      'mcp-protocol-version': version,
      'mcp-method': method,
      ...(typeof name === 'string' && { 'mcp-name': headerValue(name) }),
      ...(method === 'tools/call' && this.#paramsOf(String(name), params.arguments)),
    };
  }

  #paramsOf(tool: string, given: unknown): Record<string, string> {
    const entries = (this.#tools.get(tool) ?? []).flatMap(({ header, path }) => {
      const value = path.reduce((node: unknown, key) => (isRecord(node) ? node[key] : undefined), given);
      const isPrimitive = typeof value === 'string' || typeof value === 'boolean' || Number.isSafeInteger(value);
      return isPrimitive ? [[`mcp-param-${header.toLowerCase()}`, headerValue(String(value))]] : [];
    });
    return Object.fromEntries(entries);
  }
}

function declarations(schema: unknown, path: readonly string[]): readonly Declaration[] {
  if (!isRecord(schema) || path.length > MAX_DEPTH) return [];
  const header = schema['x-mcp-header'];
  const own = typeof header === 'string' && TOKEN.test(header) && path.length > 0 ? [{ header, path }] : [];
  const below = isRecord(schema.properties) ? Object.entries(schema.properties) : [];
  return [...own, ...below.flatMap(([key, child]) => declarations(child, [...path, key]))];
}

/** As it is where a header can hold it, else in the sentinel form of the specification. */
function headerValue(text: string): string {
  const isSafe = PLAIN.test(text) && text === text.trim() && !(text.startsWith('=?base64?') && text.endsWith('?='));
  return isSafe ? text : `=?base64?${Buffer.from(text).toString('base64')}?=`;
}
