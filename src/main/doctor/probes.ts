// The first steps to a server, one by one: its name, a connection, the secured connection with its certificate.
import { lookup } from 'node:dns/promises';
import { connect, isIP } from 'node:net';
import { type PeerCertificate, connect as secureConnect } from 'node:tls';
import { AppError, hasErrno } from '../../shared/errors';
import type { Clock } from '../ports';

export interface Place {
  readonly host: string;
  readonly port: number;
}

/** Host without the brackets of an IPv6 address, and the port the scheme means where none is written. */
export function placeOf(url: URL): Place {
  const host = url.hostname.replace(/^\[|\]$/gu, '');
  return { host, port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port) };
}

/** @throws AppError host-unknown, connect-timeout */
export async function lookUp(host: string, clock: Clock, ms: number): Promise<readonly string[]> {
  const found = lookup(host, { all: true }).catch((error: unknown) => {
    throw error instanceof Error && 'code' in error ? new AppError('host-unknown', { host }, { cause: error }) : error;
  });
  return (await within(found, clock, ms)).map((a) => a.address);
}

/** The address that answered first. @throws AppError connection-refused, connect-timeout */
export async function reach({ host, port }: Place, clock: Clock, ms: number): Promise<string> {
  const socket = connect({ host, port, autoSelectFamily: true });
  const opened = new Promise<string>((resolve, reject) => {
    socket.once('connect', () => resolve(socket.remoteAddress ?? host));
    socket.once('error', reject);
  });
  try {
    return await within(opened, clock, ms);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw hasErrno(error, 'ETIMEDOUT')
      ? new AppError('connect-timeout', { seconds: Math.ceil(ms / 1000) }, { cause: error })
      : new AppError('connection-refused', { host: `${host}:${port}` }, { cause: error });
  } finally {
    socket.destroy();
  }
}

export interface Secured {
  /** Such as TLSv1.3. */
  readonly protocol: string;
  readonly certificate: CertificateFacts;
  /** Why clients refuse it: a code of OpenSSL or Node; absent where they do not. */
  readonly refusal?: string;
}
export interface CertificateFacts {
  readonly subject: string;
  readonly issuer: string;
  /** Epoch ms. */
  readonly from: number;
  readonly to: number;
  /** The hosts it is for. */
  readonly names: readonly string[];
}

const MOST_NAMES = 10;

/**
 * Looks at the certificate without trusting it: nothing is sent but the handshake.
 * @throws AppError tls-failed where the other side does not speak TLS, connect-timeout
 */
export async function secure({ host, port }: Place, clock: Clock, ms: number): Promise<Secured> {
  const named = isIP(host) === 0 ? { servername: host } : {};
  const socket = secureConnect({ host, port, ...named, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] });
  const shaken = new Promise<Secured>((resolve, reject) => {
    socket.once('error', reject);
    socket.once('secureConnect', () => {
      const certificate = factsOf(socket.getPeerCertificate());
      const protocol = socket.getProtocol() ?? '';
      const refusal = socket.authorized ? {} : { refusal: refusalOf(socket.authorizationError) };
      resolve({ protocol, certificate, ...refusal });
    });
  });
  try {
    return await within(shaken, clock, ms);
  } catch (error) {
    if (error instanceof AppError) throw error;
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'EPROTO';
    throw new AppError('tls-failed', { host, reason }, { cause: error });
  } finally {
    socket.destroy();
  }
}

/** Documented as an error, and a code in fact. */
function refusalOf(error: Error | string | null): string {
  if (error instanceof Error) return 'code' in error ? String(error.code) : error.message;
  return error ?? 'UNKNOWN';
}

function factsOf(certificate: PeerCertificate): CertificateFacts {
  const { subject, issuer, valid_from: from, valid_to: to, subjectaltname = '' } = certificate;
  return {
    subject: nameOf(subject),
    issuer: nameOf(issuer),
    from: Date.parse(from),
    to: Date.parse(to),
    names: subjectaltname
      .split(', ')
      .map((name) => name.replace(/^(?:DNS|IP Address):/u, ''))
      .filter((name) => name !== '')
      .slice(0, MOST_NAMES),
  };
}

const nameOf = (name: PeerCertificate['subject'] | undefined): string => {
  const text = name?.CN ?? name?.O ?? '';
  return (Array.isArray(text) ? text.join(', ') : text).slice(0, 200);
};

async function within<T>(work: Promise<T>, clock: Clock, ms: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const stop = clock.after(ms, () => late.reject(new AppError('connect-timeout', { seconds: Math.ceil(ms / 1000) })));
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    stop();
    // What loses the race may still fail, after nobody listens.
    work.catch(() => undefined);
  }
}
