// Why clients refuse a certificate, in words, with what to tell whoever looks after the server.
import { AppError } from '../../shared/errors';
import type { Translate } from '../../shared/messages';
import { Finding } from './finding';
import type { Place, Secured } from './probes';

type Refusal = 'expired' | 'notYet' | 'otherName' | 'selfSigned' | 'unknownIssuer';

const REFUSALS: Readonly<Record<string, Refusal>> = {
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'notYet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'otherName',
  HOSTNAME_MISMATCH: 'otherName',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'selfSigned',
  SELF_SIGNED_CERT_IN_CHAIN: 'unknownIssuer',
  UNABLE_TO_GET_ISSUER_CERT: 'unknownIssuer',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknownIssuer',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknownIssuer',
};
const DAY_MS = 24 * 3600_000;

/** The finding for a certificate that is refused. `now` is epoch ms. */
export function certificateFinding({ host }: Place, secured: Secured, t: Translate, now: number): Finding {
  const { certificate, refusal = 'UNKNOWN' } = secured;
  const problem = new AppError('tls-failed', { host, reason: refusal });
  const seen = sayCertificate(secured, t);
  const evidence = [{ text: refusal, tells: true }];
  const kind = Object.hasOwn(REFUSALS, refusal) ? REFUSALS[refusal] : undefined;
  if (kind === undefined) return new Finding('tls', problem, { seen, evidence });
  const { issuer, subject, from, to, names } = certificate;
  const days = Math.max(0, Math.floor((kind === 'notYet' ? from - now : now - to) / DAY_MS));
  const params = {
    host,
    issuer: issuer || subject || '?',
    from: dateOf(from),
    to: dateOf(to),
    today: dateOf(now),
    names: names.join(', ') || subject || '?',
    count: days,
  };
  const verdict = {
    title: t(`doctor.certificate.${kind}.title`, params),
    text: t(`doctor.certificate.${kind}.text`, params),
  };
  // A machine of one's own is looked after by its reader; there is nobody to write to.
  if (kind === 'notYet') return new Finding('tls', problem, { seen, evidence, verdict });
  const message = t(`doctor.certificate.${kind}.message`, params);
  return new Finding('tls', problem, { seen, evidence, verdict: { ...verdict, action: 'copy', message } });
}

export function sayCertificate({ protocol, certificate }: Secured, t: Translate): string {
  const { issuer, to } = certificate;
  return t('doctor.seen.certificate', { protocol, issuer: issuer || '?', to: dateOf(to) });
}

/** A day as every language of the app writes it in a report. */
function dateOf(at: number): string {
  return Number.isFinite(at) ? new Date(at).toISOString().slice(0, 10) : '?';
}
