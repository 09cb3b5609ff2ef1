// What the broker itself says to a client: trouble in the person's words, inside the protocol. Never 401 or 403 for an
// upstream's trouble: that would start the client's own sign-in.
import type { ServerResponse } from 'node:http';
import { AppError, toAppError, toWire } from '../../shared/errors';
import type { Translate } from '../../shared/messages';
import { brokerErrors } from '../../shared/messages/en/errors-broker';
import type { Message } from '../ports-relay';
import { failureOf } from '../protocol/failure';
import { isRequest, type Peek } from '../protocol/messages';
import { needsPerson } from './trouble';

const INVALID_PARAMS = -32602;
const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;
const SESSION_NOT_FOUND = -32001;

/**
 * One sentence and one next action. What the person does is done in MCP Tray and not in the client where they read it, so
 * that is said where `server` names what it is about.
 */
export function wordsFor(error: unknown, t: Translate, server?: string): string {
  const { code, message, action } = toWire(error, t);
  const namesTray = code in brokerErrors;
  return server !== undefined && needsPerson(error) && !namesTray
    ? t('common.inTray', { message, action, server })
    : `${message} ${action}`;
}

/** The answer to one request that cannot be served. */
export function troubleFor(request: Message, error: AppError, t: Translate, server: string): Message {
  const text = wordsFor(error, t, server);
  return error.code === 'tool-off' ? errorBody(INVALID_PARAMS, text, request.id) : failureOf(request, text);
}

/** The body for a POST that could not be relayed; undefined where it held no request and so expects none. */
export function bodyFor(peek: Peek | undefined, error: unknown, t: Translate, server: string): unknown {
  const problem = toAppError(error);
  if (!peek) return errorBody(PARSE_ERROR, wordsFor(problem, t, server));
  const answers = peek.messages.filter(isRequest).map((request) => troubleFor(request, problem, t, server));
  if (answers.length === 0) return undefined;
  return peek.batch ? answers : answers[0];
}

export function sendJson(response: ServerResponse, status: number, body: unknown, close = false): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': bytes.length,
    ...(close && { connection: 'close' }),
  });
  response.end(bytes);
}

function errorBody(code: number, message: string, id: unknown = null): Message {
  return { jsonrpc: '2.0', id, error: { code, message } };
}

/** A refusal below the protocol. What was not read of the request is not read at all. */
export function refuse(response: ServerResponse, status: 400 | 401 | 403 | 404 | 405 | 413 | 503, text: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (status === 405) response.setHeader('allow', 'GET, POST, DELETE');
  sendJson(response, status, errorBody(INVALID_REQUEST, text), !response.req.complete);
}

/** The answer that makes a client of the 2025 revisions initialize anew. */
export function sessionGone(response: ServerResponse, t: Translate, id?: unknown): void {
  const text = wordsFor(new AppError('connection-lost'), t);
  sendJson(response, 404, errorBody(SESSION_NOT_FOUND, text, id ?? null));
}
