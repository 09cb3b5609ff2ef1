// A stand-in for the model APIs of real clients, on loopback: every session has a base address and a script of its own.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { readBody, startLoopback } from '../auth/loopback';
import { anthropic } from './anthropic';
import { Conversation, type Heard, type Script } from './conversation';
import type { Dialect } from './dialect';
import { openai } from './openai';
import { responses } from './responses';

export interface Models {
  /** Base address of a session's model: for `ANTHROPIC_BASE_URL`, and with `/v1` for the others. */
  urlOf(session: string): string;
  heard(session: string): Heard;
  /** Names of the tools a session's model was offered. */
  offered(session: string): readonly string[];
  /** Requests nobody had foreseen, as `METHOD /path status`; the first 50. */
  strays(): readonly string[];
  stop(): Promise<void>;
}

export interface ModelsOptions {
  /** All models reply on the same beat, so that the calls of all sessions come together. Default: at once. */
  readonly beatMs?: number;
}

const DIALECTS: readonly Dialect[] = [anthropic, openai, responses];
/** A session's whole history, on every request. */
const MAX_BODY = 32 * 1024 * 1024;
const MOST_STRAYS = 50;

/** @param scripts by session; a name is letters, digits and dashes */
export async function startModels(
  scripts: Readonly<Record<string, Script>>,
  { beatMs = 1 }: ModelsOptions = {},
): Promise<Models> {
  const front = await startLoopback();
  const conversations = new Map(Object.entries(scripts).map(([name, script]) => [name, new Conversation(script)]));
  const strays: string[] = [];

  const stray = ({ method = '', url = '' }: IncomingMessage, response: ServerResponse, status: number) => {
    if (strays.length < MOST_STRAYS) strays.push(`${method} ${url.slice(0, 200)} ${status}`);
    const error = { type: status === 404 ? 'not_found_error' : 'invalid_request_error', message: 'Not in the script' };
    return response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(JSON.stringify({ type: 'error', error }));
  };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const [, session = '', path = ''] = /^\/([\w-]+)(\/[^?]*)/u.exec(request.url ?? '') ?? [];
    const conversation = conversations.get(session);
    const dialect = DIALECTS.find((known) => known.path === path);
    if (!conversation || !dialect || request.method !== 'POST') return stray(request, response, 404);
    const turn = read(dialect, await readBody(request, MAX_BODY));
    if (!turn) return stray(request, response, 400);
    await pause(beatMs - (Date.now() % beatMs));
    const reply = conversation.next(turn, dialect.search);
    if (!turn.isStream) {
      response.writeHead(200, { 'content-type': 'application/json' });
      return response.end(JSON.stringify(dialect.message(reply, turn)));
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    return response.end(dialect.events(reply, turn));
  };
  front.answerWith(answer);

  const known = (session: string) => {
    const conversation = conversations.get(session);
    if (!conversation) throw new Error(`no session ${session}`);
    return conversation;
  };
  return {
    urlOf: (session) => `${front.origin}/${session}`,
    heard: (session) => known(session).heard,
    offered: (session) => known(session).offered,
    strays: () => [...strays],
    stop: front.stop,
  };
}

/** Undefined for what is no such request. */
function read(dialect: Dialect, body: string) {
  try {
    return dialect.read(JSON.parse(body));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}
