// What comes back from the broker: bodies and event streams, within bounds.
import { createParser } from 'eventsource-parser';
import { AppError } from '../../shared/errors';
import type { Message } from '../ports-relay';
import { mediaType } from '../protocol/media-type';
import { isAnswer, isMessage, isRecord, parseJson } from '../protocol/messages';

const MEGABYTE = 1024 * 1024;

export function isEventStream(response: Response): boolean {
  return mediaType(response.headers.get('content-type')) === 'text/event-stream';
}

/** Drops an answer nobody wants. */
export function drop(response: Response): void {
  // Fails only where the body has failed already.
  response.body?.cancel().catch(() => undefined);
}

/** The connection broke: whether what was sent has arrived is not known. */
export class CutOff extends Error {
  override readonly name = 'CutOff';
}

/** The body as text. @throws AppError message-too-large; CutOff */
export async function readBody(response: Response, limit: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      if (size > limit) throw tooLarge(limit);
      text += decoder.decode(chunk, { stream: true });
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new CutOff('answer cut', { cause: error });
  }
  return text + decoder.decode();
}

/** How an event stream ended. */
export interface StreamEnd {
  /** True where the connection broke; false where the other side ended it in order. */
  readonly isBroken: boolean;
  /** Where it may be taken up again. */
  readonly lastEventId: string | undefined;
  /** How long the server wants us to wait before that. */
  readonly retryMs: number | undefined;
  readonly events: number;
}

/**
 * Reads a stream to its end.
 * @param take one message, or a list of them, as JSON
 * @param ready waited for between two chunks, so that a slow client slows the server down
 * @throws AppError message-too-large
 */
export async function readEvents(
  response: Response,
  limit: number,
  take: (json: string) => void,
  ready: () => Promise<void>,
): Promise<StreamEnd> {
  let isTooLarge = false;
  let end: StreamEnd = { isBroken: false, lastEventId: undefined, retryMs: undefined, events: 0 };
  const parser = createParser({
    maxBufferSize: limit,
    onEvent: ({ id, event, data }) => {
      end = { ...end, events: end.events + 1, ...(id !== undefined && { lastEventId: id || undefined }) };
      if (data !== '' && (event === undefined || event === 'message')) take(data);
    },
    onRetry: (retryMs) => {
      end = { ...end, retryMs };
    },
    onError: ({ type }) => {
      isTooLarge ||= type === 'max-buffer-size-exceeded';
    },
  });
  const decoder = new TextDecoder();
  try {
    for await (const chunk of response.body ?? []) {
      parser.feed(decoder.decode(chunk, { stream: true }));
      if (isTooLarge) throw tooLarge(limit);
      await ready();
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    return { ...end, isBroken: true };
  }
  return end;
}

/** The answer to the request with this id, wherever the response has it. The rest of it is dropped. */
export async function answerIn(response: Response, id: unknown, limit: number): Promise<Message | undefined> {
  let found: Message | undefined;
  const look = (json: string) => {
    found ??= messagesOf(json).find((message) => isAnswer(message) && message.id === id);
  };
  if (!isEventStream(response)) look(await readBody(response, limit));
  else {
    const enough = new Error('answered');
    await readEvents(response, limit, look, async () => {
      if (found) throw enough;
    });
  }
  return found;
}

/** The messages in a JSON text; none where it is not made of messages alone. */
export function messagesOf(json: string): readonly Message[] {
  const value = parseJson(json);
  const all: unknown[] = Array.isArray(value) ? value : [value];
  return all.every(isMessage) ? all : [];
}

/** The sentence of an error that names no request. */
export function errorText(json: string): string | undefined {
  const value = parseJson(json);
  const error = isRecord(value) && isRecord(value.error) ? value.error : undefined;
  return typeof error?.message === 'string' ? error.message : undefined;
}

/** What a status without a message of the protocol means. */
export function statusError({ status, ok }: Response): AppError {
  if (ok) return new AppError('invalid-message');
  return new AppError(status >= 500 ? 'server-error' : 'http-status', { status });
}

function tooLarge(limit: number): AppError {
  return new AppError('message-too-large', { limit: Math.max(1, Math.round(limit / MEGABYTE)) });
}
