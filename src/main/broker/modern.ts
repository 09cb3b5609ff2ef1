// What revision 2026-07-28 asks of an HTTP endpoint that the wire of a command does not: the envelope and the headers
// agree, and certain errors have a status of their own. Pure.
import type { IncomingHttpHeaders } from 'node:http';
import type { Message } from '../ports-relay';
import { isRecord, metaOf, targetOf } from '../protocol/messages';

const VERSION = 'io.modelcontextprotocol/protocolVersion';
const CAPABILITIES = 'io.modelcontextprotocol/clientCapabilities';
export const LOG_LEVEL = 'io.modelcontextprotocol/logLevel';
export const MODERN_VERSION = '2026-07-28';

const UNSUPPORTED_VERSION = -32022;
const METHOD_NOT_FOUND = -32601;
const INVALID_PARAMS = -32602;
const HEADER_MISMATCH = -32020;
/** Header mismatch, missing capability, unknown version. */
const BAD_REQUESTS = [HEADER_MISMATCH, -32021, UNSUPPORTED_VERSION];

/** True for a POST of the current era: by its header, or by what its body says. */
export function isModernCall(headers: IncomingHttpHeaders, main: Message | undefined): boolean {
  const version = headers['mcp-protocol-version'];
  if (typeof version === 'string' && version >= '2026') return true;
  return main !== undefined && (metaOf(main)?.[VERSION] !== undefined || main.method === 'server/discover');
}

/** The error for an envelope or headers that break the revision's rules, or undefined. */
export function envelopeProblem(request: Message, headers: IncomingHttpHeaders): Message | undefined {
  const meta = metaOf(request);
  const fail = (code: number, message: string): Message => ({
    jsonrpc: '2.0',
    id: request.id,
    error: { code, message },
  });
  const version = meta?.[VERSION];
  if (typeof version !== 'string') return fail(INVALID_PARAMS, `Invalid params: _meta lacks ${VERSION}`);
  if (!isRecord(meta?.[CAPABILITIES])) return fail(INVALID_PARAMS, `Invalid params: _meta lacks ${CAPABILITIES}`);
  if (headers['mcp-protocol-version'] !== version)
    return fail(HEADER_MISMATCH, `Header mismatch: MCP-Protocol-Version is not ${version}`);
  const { 'mcp-method': method, 'mcp-name': name } = headers;
  if (method !== undefined && method !== request.method) return fail(HEADER_MISMATCH, 'Header mismatch: Mcp-Method');
  const target = targetOf(request);
  const isPlain = typeof name === 'string' && !name.startsWith('=?');
  if (isPlain && target !== undefined && name !== target) return fail(HEADER_MISMATCH, 'Header mismatch: Mcp-Name');
  return undefined;
}

/** The error for a revision that the server, by its own `welcome`, does not speak. */
export function versionProblem(request: Message, welcome: Message): Message | undefined {
  const supported: unknown = isRecord(welcome.result) ? welcome.result.supportedVersions : undefined;
  const requested = metaOf(request)?.[VERSION];
  if (!Array.isArray(supported) || supported.includes(requested)) return undefined;
  const error = { code: UNSUPPORTED_VERSION, message: 'Unsupported protocol version', data: { supported, requested } };
  return { jsonrpc: '2.0', id: request.id, error };
}

/** The HTTP status an answer has in this revision. */
export function statusOf(answer: Message): number {
  const code = isRecord(answer.error) ? answer.error.code : undefined;
  if (code === METHOD_NOT_FOUND) return 404;
  return typeof code === 'number' && BAD_REQUESTS.includes(code) ? 400 : 200;
}

/** What a server of an earlier revision answers to a question of this one: clients fall back to their handshake. */
export function methodNotFound(request: Message): Message {
  return { jsonrpc: '2.0', id: request.id, error: { code: METHOD_NOT_FOUND, message: 'Method not found' } };
}

/** Our own question to a command that has just started: does it speak this revision? */
export function discoverRequest(id: number): Message {
  const clientInfo = { name: 'mcp-tray', version: '0' };
  return {
    jsonrpc: '2.0',
    id,
    method: 'server/discover',
    params: {
      _meta: { [VERSION]: MODERN_VERSION, 'io.modelcontextprotocol/clientInfo': clientInfo, [CAPABILITIES]: {} },
    },
  };
}

/** True if an answer to `server/discover` shows a server of this revision. */
export function speaksModern(answer: Message): boolean {
  const code = isRecord(answer.error) ? answer.error.code : undefined;
  return 'result' in answer || (typeof code === 'number' && BAD_REQUESTS.includes(code));
}
