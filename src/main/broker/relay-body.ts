// The body of an upstream's answer on its way to the client: as it comes, or without the tools that are switched off.
import type { Readable } from 'node:stream';
import { AppError } from '../../shared/errors';
import { type Peek, parseJson } from '../protocol/messages';
import type { End } from './activity';
import { bodyFor } from './answers';
import type { Call } from './call';
import { EventCutter, eventOf, parseEvent, withData } from './events';
import { headersDown, isEventStream, without } from './headers';
import { observe } from './observer';
import type { BrokerEnv } from './options';
import { type Hidden, withoutHidden } from './switches';
import { bodyStream, encodingOf } from './wire-fetch';

export interface Relaying {
  readonly peek: Peek | undefined;
  readonly hidden: Hidden;
  readonly server: string;
  readonly end: End;
}

/** Resolves when the body has passed, or one of both sides is gone. */
export function relayBody(env: BrokerEnv, call: Call, upstream: Response, relaying: Relaying): Promise<void> {
  const { peek, hidden } = relaying;
  const isList = hidden.size > 0 && (peek?.messages.some((m) => m.method === 'tools/list') ?? false);
  const isStream = isEventStream(upstream);
  if (isList && upstream.ok) return (isStream ? filteredStream : filteredJson)(env, call, upstream, relaying);
  const { response } = call;
  response.writeHead(upstream.status, headersDown(upstream).flat());
  // The client learns that its stream is open before the first event comes; a plain body goes out in one piece.
  if (isStream) response.flushHeaders();
  return pump(env, call, upstream, relaying, isStream);
}

const EVENT_ID = Buffer.from('id:');

function pump(env: BrokerEnv, call: Call, upstream: Response, relaying: Relaying, isStream: boolean): Promise<void> {
  const { response, signal } = call;
  const body = bodyStream(upstream);
  const observer = observe(encodingOf(upstream), relaying.end.hear);
  let isResumable = false;
  return new Promise((resolve) => {
    const finish = () => {
      body.destroy();
      resolve();
    };
    const leave = () => {
      observer.stop();
      relaying.end({ outcome: 'left' });
      finish();
    };
    const broken = () => {
      if (signal.aborted) return;
      observer.stop();
      relaying.end({ outcome: 'failed', code: 'connection-lost' });
      breakOff(env, call, relaying, isStream && !isResumable);
      finish();
    };
    // When a response closes too early its signal is aborted already; an event of its own costs less than the signal's.
    response.once('close', () => {
      if (signal.aborted) leave();
    });
    response.on('drain', () => body.resume());
    body.on('data', (chunk: Buffer) => {
      observer.write(chunk);
      if (isStream) isResumable ||= chunk.includes(EVENT_ID);
      if (!response.write(chunk)) body.pause();
    });
    body.on('error', broken);
    body.on('aborted', broken);
    body.on('end', () => {
      const isRefused = upstream.status >= 400;
      observer.end((isError) => relaying.end({ outcome: isError || isRefused ? 'error' : 'ok' }));
      response.end();
      finish();
    });
    if (signal.aborted) leave();
  });
}

/**
 * The upstream broke off in the middle. A stream with event ids can be resumed by the client, and a plain body cannot be
 * mended: both are cut. On any other stream the client would wait for an answer that never comes, so it gets one.
 */
function breakOff(env: BrokerEnv, { response }: Call, relaying: Relaying, isHopeless: boolean): void {
  if (!isHopeless) {
    response.destroy();
    return;
  }
  const answers = bodyFor(relaying.peek, new AppError('connection-lost'), env.texts(), relaying.server);
  for (const answer of Array.isArray(answers) ? answers : [answers]) {
    // The empty line first ends an event that was cut in two.
    if (answer !== undefined) response.write(`\n\n${eventOf(answer)}`);
  }
  response.end();
}

async function filteredJson(env: BrokerEnv, call: Call, upstream: Response, relaying: Relaying): Promise<void> {
  const unreadable = () => new AppError('answer-unreadable', { server: relaying.server });
  const text = await textOf(bodyStream(upstream), env.limits.message, unreadable);
  const value = parseJson(text);
  if (value === undefined) throw unreadable();
  const bytes = Buffer.from(JSON.stringify(withoutHidden(value, relaying.hidden)));
  const headers = without(headersDown(upstream), 'content-length', 'content-encoding', 'etag');
  call.response.writeHead(upstream.status, [...headers, ['content-length', String(bytes.length)]].flat());
  call.response.end(bytes);
  relaying.end.hear?.(bytes);
  relaying.end({ outcome: 'ok' });
}

async function textOf(body: Readable, limit: number, tooLarge: () => AppError): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    // No encoding is set, so the stream gives buffers.
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).length;
    if (size > limit) throw tooLarge();
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function filteredStream(env: BrokerEnv, call: Call, upstream: Response, relaying: Relaying): Promise<void> {
  const { response, signal } = call;
  const cutter = new EventCutter(env.limits.message);
  response.writeHead(upstream.status, headersDown(upstream).flat());
  response.flushHeaders();
  const body = bodyStream(upstream);
  const leave = () => body.destroy();
  signal.addEventListener('abort', leave);
  try {
    for await (const chunk of body) {
      for (const raw of cutter.push(chunk as Buffer)) response.write(filtered(raw, relaying.hidden));
    }
    relaying.end({ outcome: 'ok' });
    response.end();
  } finally {
    signal.removeEventListener('abort', leave);
    body.destroy();
  }
}

function filtered(raw: Buffer, hidden: Hidden): Buffer {
  const { value } = parseEvent(raw);
  const less = withoutHidden(value, hidden);
  return less === value || value === undefined ? raw : withData(raw, less);
}
