// The checks of a server with an address: name, connection, certificate, HTTP, the way to sign in, handshake, tools.
import { AppError } from '../../shared/errors';
import type { Translate } from '../../shared/messages';
import type { Clock } from '../ports';
import type { Knock, Met, RemoteExam, SignInFacts } from '../ports-exam';
import { certificateFinding, sayCertificate } from './certificate';
import { Finding } from './finding';
import { lookUp, type Place, placeOf, reach, secure } from './probes';
import type { Sheet } from './sheet';
import { stageOf } from './stages';

export interface RemoteTools {
  readonly clock: Clock;
  readonly t: Translate;
  readonly sheet: Sheet;
  /** For each of the first steps; milliseconds. */
  readonly stepMs: number;
  readonly inspect: () => Promise<SignInFacts>;
  readonly signal: AbortSignal;
}

/** What is known when all is well. */
export interface Fine {
  readonly tools: number;
  readonly protocol: string;
}

const SKEW_MS = 5 * 60_000;
const MOST_ADDRESSES = 4;

/** @throws Finding at the first check that fails */
export async function examineRemote(exam: RemoteExam, tools: RemoteTools): Promise<Fine> {
  const { sheet, t, signal } = tools;
  const place = placeOf(exam.url);
  await reachServer(exam, place, tools);
  const knock = await sheet.make(
    'http',
    () => exam.knock(signal),
    (k) => ({ seen: sayKnock(k, t) }),
  );
  if (knock.asksForSignIn) await checkSignIn(tools, exam.url.host);
  else {
    const seen = t('doctor.seen.notAsked');
    for (const name of ['metadata', 'registration', 'token'] as const) sheet.set(name, 'not-needed', { seen });
  }
  return await meet(exam, sayKnock(knock, t), tools);
}

async function reachServer(exam: RemoteExam, place: Place, tools: RemoteTools): Promise<void> {
  const { sheet, t, clock, stepMs } = tools;
  await sheet.make(
    'dns',
    () => lookUp(place.host, clock, stepMs),
    (all) => ({ seen: all.slice(0, MOST_ADDRESSES).join(', ') }),
  );
  await sheet.make(
    'tcp',
    () => reach(place, clock, stepMs),
    (address) => ({ seen: t('doctor.seen.port', { address, port: place.port }) }),
  );
  if (exam.url.protocol !== 'https:') {
    sheet.set('tls', 'not-needed', { seen: t('doctor.seen.plain') });
    return;
  }
  const check = async () => {
    const secured = await secure(place, clock, stepMs).catch((error: unknown) => {
      throw error instanceof AppError && error.code === 'tls-failed' ? notTls(error, place, t) : error;
    });
    if (secured.refusal !== undefined) throw certificateFinding(place, secured, t, clock.now());
    return secured;
  };
  await sheet.make('tls', check, (secured) => ({ seen: sayCertificate(secured, t) }));
}

function notTls(problem: AppError, { host, port }: Place, t: Translate): Finding {
  const params = { host, port };
  const verdict = { title: t('doctor.certificate.notTls.title', params), text: t('doctor.certificate.notTls.text') };
  return new Finding('tls', problem, { verdict, evidence: [{ text: String(problem.params.reason), tells: true }] });
}

function sayKnock({ status, type, asksForSignIn, clockAheadMs = 0 }: Knock, t: Translate): string {
  const said = asksForSignIn
    ? t('doctor.seen.http401')
    : t('doctor.seen.http', { status, type: type || t('doctor.seen.noType') });
  if (Math.abs(clockAheadMs) < SKEW_MS) return said;
  const minutes = Math.round(Math.abs(clockAheadMs) / 60_000);
  const skew = t(clockAheadMs > 0 ? 'doctor.seen.clockAhead' : 'doctor.seen.clockBehind', { count: minutes });
  return [said, skew].join(t('common.sentenceJoin'));
}

async function checkSignIn({ sheet, t, inspect, clock }: RemoteTools, host: string): Promise<void> {
  sheet.begin('metadata');
  const facts = await sheet.make('metadata', inspect, ({ place }) => ({
    seen: place ? t('doctor.seen.issuer', { issuer: place.issuer }) : t('doctor.seen.notAsked'),
  }));
  const { problem, place, registration, token } = facts;
  if (problem && (!place || registration !== 'ask')) throw new Finding('metadata', problem);
  if (registration === 'ask') throw new Finding('registration', problem ?? new AppError('sign-in-needed', { host }));
  if (registration) sheet.set('registration', 'passed', { seen: t(`doctor.seen.registration.${registration}`) });
  if (token.kind === 'unreadable') throw new Finding('token', token.problem);
  if (token.kind === 'none' && facts.asks) throw new Finding('token', new AppError('sign-in-needed', { host }));
  if (token.kind === 'held') sheet.set('token', 'passed', { seen: sayToken(token, t, clock.now()) });
}

function sayToken(token: Extract<SignInFacts['token'], { kind: 'held' }>, t: Translate, now: number): string {
  const renews = t(token.renews ? 'doctor.seen.renews' : 'doctor.seen.endsThere');
  if (token.expiresAt === undefined) return renews;
  const minutes = Math.round((token.expiresAt - now) / 60_000);
  const until = minutes > 0 ? t('doctor.seen.tokenFor', { count: minutes }) : t('doctor.seen.tokenOver');
  return [until, renews].join(t('common.listSeparator'));
}

async function meet(exam: RemoteExam, knocked: string, { sheet, t, signal }: RemoteTools): Promise<Fine> {
  let met: Met | undefined;
  const onMet = (what: Met) => {
    met = what;
    sheet.set('handshake', 'passed', { seen: sayMet(what, t) });
    sheet.begin('tools');
  };
  sheet.begin('handshake');
  try {
    const { tools, problem } = await exam.connect({ onSpawn: () => undefined, onMet }, signal);
    if (problem) throw new Finding('tools', problem);
    sheet.set('tools', 'passed', { seen: t('doctor.seen.tools', { count: tools }) });
    return { tools, protocol: met?.protocol ?? '' };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const check = stageOf(error.code) ?? (met ? 'tools' : 'handshake');
    throw new Finding(check, error, check === 'http' ? { evidence: [{ text: knocked, tells: false }] } : {});
  }
}

/** The handshake in words; shared with the checks of a command. */
export function sayMet({ protocol, transport, serverName, serverVersion }: Met, t: Translate): string {
  const name = [serverName, serverVersion].filter((part) => part !== '').join(' ');
  const by = t('doctor.seen.met', { protocol, transport: t(`common.transport.${transport}`) });
  return name === '' ? by : [by, name].join(t('common.listSeparator'));
}
