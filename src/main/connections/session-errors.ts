// Turns whatever the protocol library threw into an AppError, by what it means for the person.
import {
  ProtocolError,
  SdkError,
  SdkErrorCode,
  SdkHttpError,
  UnsupportedProtocolVersionError,
} from '@modelcontextprotocol/client';
import { AppError } from '../../shared/errors';
import { causes, networkError } from './http-errors';

const MAX_REASON = 500;

export interface ErrorContext {
  readonly host: string;
  /** The time limit that was in force, in seconds. */
  readonly seconds: number;
  readonly phase: 'connect' | 'request';
  readonly redact: (text: string) => string;
}

/** The HTTP status and body of a refused handshake, if that is what this error is. */
export function refusedWith(error: unknown): { status: number; text: string } | undefined {
  for (const cause of causes(error)) {
    if (!(cause instanceof SdkHttpError) || cause.status === undefined) continue;
    const { text } = cause.data;
    return { status: cause.status, text: typeof text === 'string' ? text : '' };
  }
  return undefined;
}

/** The AppError for anything thrown while connecting or during a request. */
export function sessionError(error: unknown, context: ErrorContext): AppError {
  const network = networkError(error, context.host, context.seconds);
  if (network) return network;
  for (const cause of causes(error)) {
    const known = fromSdk(cause, context) ?? fromWire(cause, context);
    if (known) return known;
  }
  return new AppError('connection-lost', {}, { cause: error });
}

/** A text of the server, cut to a length a person reads. */
export function boundedReason(text: string, redact: (text: string) => string): string {
  const clean = redact(text).replaceAll(/\s+/gu, ' ').trim().replace(/\.$/u, '');
  return clean.length > MAX_REASON ? `${clean.slice(0, MAX_REASON)}…` : clean;
}

function fromSdk(error: Error, { seconds, phase }: ErrorContext): AppError | undefined {
  if (error instanceof SdkHttpError && error.status !== undefined)
    return new AppError('http-status', { status: error.status }, { cause: error });
  if (!(error instanceof SdkError)) return undefined;
  switch (error.code) {
    case SdkErrorCode.RequestTimeout:
      return new AppError(phase === 'connect' ? 'connect-timeout' : 'request-timeout', { seconds }, { cause: error });
    case SdkErrorCode.ClientHttpUnexpectedContent:
      return unexpectedContent(error);
    case SdkErrorCode.InvalidResult:
      return new AppError('invalid-message', {}, { cause: error });
    case SdkErrorCode.ConnectionClosed:
    case SdkErrorCode.NotConnected:
    case SdkErrorCode.SendFailed:
      return new AppError('connection-lost', {}, { cause: error });
    default:
      return undefined;
  }
}

function unexpectedContent(error: SdkError): AppError {
  const { data } = error;
  const type = typeof data === 'object' && data !== null && 'contentType' in data ? data.contentType : undefined;
  return typeof type === 'string'
    ? new AppError('not-mcp', { type: type.slice(0, 100) }, { cause: error })
    : new AppError('invalid-message', {}, { cause: error });
}

function fromWire(error: Error, { redact }: ErrorContext): AppError | undefined {
  if (error instanceof UnsupportedProtocolVersionError)
    return new AppError(
      'protocol-unsupported',
      { version: error.supported.join(', ').slice(0, 100) },
      { cause: error },
    );
  if (error instanceof ProtocolError)
    return new AppError('handshake-refused', { reason: boundedReason(error.message, redact) }, { cause: error });
  // The library has no type for this one; the version is the last word of its sentence.
  const version = /protocol version is not supported: (.*)$/u.exec(error.message)?.[1];
  if (version !== undefined)
    return new AppError('protocol-unsupported', { version: version.slice(0, 100) }, { cause: error });
  if (error.name === 'SyntaxError' || error.name === 'ZodError' || error.name === '$ZodError')
    return new AppError('invalid-message', {}, { cause: error });
  return undefined;
}
