// What a run of the sessions must have been like, and how it was. Pure.
import { defaultSignInTimings } from '../../../src/main/oauth/options';
import type { TokenLife } from '../../support/auth/token-ledger';
import type { SessionsResult } from './sessions';

export interface Finding {
  readonly isFine: boolean;
  readonly text: string;
}

/** How long the app uses a token that lives this long and whose end it knows: see `lifetime.ts`. */
export function usableMs(tokenSeconds: number): number {
  const life = tokenSeconds * 1_000;
  const { expiryMargin, renewAhead } = defaultSignInTimings;
  return life - Math.max(expiryMargin, Math.min(renewAhead, life / 5));
}

/**
 * The tokens that expired in use: each had opened the server for calls, and its time was up when the next one came.
 * Announced, its time is up when the app does not show it any more; a token replaced before that counts as a renewal,
 * but not as an expiry. Unannounced, it is up when the server has refused it.
 */
export function expiries({ expiry, tokenSeconds, tokens }: SessionsResult): number {
  const isOver = ({ issuedAt, refused }: TokenLife, next: TokenLife | undefined) =>
    expiry === 'announced' ? next !== undefined && next.issuedAt - issuedAt >= usableMs(tokenSeconds) : refused > 0;
  return tokens.filter((life, i) => life.accepted > 0 && isOver(life, tokens[i + 1])).length;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0);

export function judge(result: SessionsResult): readonly Finding[] {
  const { sessions, served, windows, tokens, auth, leaks, strays } = result;
  const calls = sum(sessions.map(({ heard }) => heard.calls));
  const answered = sum(sessions.map(({ heard }) => heard.answered));
  const ended = sessions.filter(({ heard, end }) => heard.isOver && end.problem === undefined).length;
  const refreshes = auth.granted.refresh_token ?? 0;
  const refused = sum(Object.values(auth.refused));
  const expired = expiries(result);
  const unused = tokens.slice(0, -1).filter(({ accepted }) => accepted === 0).length;
  return [
    { isFine: ended === sessions.length, text: `${ended} of ${sessions.length} sessions went well to their end` },
    {
      isFine: calls > 0 && answered === calls && sessions.every(({ end }) => end.failed.length === 0),
      text: `${answered} of ${calls} calls answered right, ${calls - answered} failed`,
    },
    { isFine: served === calls, text: `${served} calls served by the MCP server for the ${calls} made` },
    {
      isFine: windows.atSignIn === 1 && windows.after === 0,
      text: `${windows.after} browser windows after the ${windows.atSignIn} of the sign-in`,
    },
    {
      isFine: refreshes > 0 && refreshes === expired && unused === 0,
      text: `${refreshes} refreshes, ${expired} expiries: ${whatExpires(result)}`,
    },
    {
      isFine: tokens.length === refreshes + 1 && refused === 0 && auth.presentedAgain === 0,
      text: `${tokens.length} access tokens from ${requestsOf(auth)}; ${refused} token requests refused, ${auth.presentedAgain} refresh tokens presented twice`,
    },
    { isFine: leaks.length === 0, text: `${leaks.length} files of the clients hold a secret of the sign-in` },
    { isFine: strays.length === 0, text: `${strays.length} requests to the models beside the script` },
  ];
}

function whatExpires({ expiry, tokenSeconds, tokens }: SessionsResult): string {
  const refusals = sum(tokens.map(({ refused }) => refused));
  return expiry === 'announced'
    ? `a token lives ${tokenSeconds} s and the service says so; the app shows it for ${usableMs(tokenSeconds) / 1_000} s, then it has expired and the next call waits for one renewal (${refusals} calls were refused first)`
    : `a token lives ${tokenSeconds} s and the service does not say so; it has expired when the server refuses it (${refusals} calls were refused, renewed for and sent again)`;
}

const requestsOf = (auth: SessionsResult['auth']) =>
  Object.entries(auth.granted)
    .map(([grant, count]) => `${count} ${grant}`)
    .join(' and ');

/** For people: the heading, one line per finding, and what else explains a failure. */
export function report(result: SessionsResult): string {
  const { sessions, seconds, expiry, hostSaid, strays, leaks } = result;
  const findings = judge(result);
  const isFine = findings.every((finding) => finding.isFine);
  const kinds = [...new Set(sessions.map(({ client, end }) => `${client} ${end.version ?? ''}`.trim()))];
  const heading = `${sessions.length} sessions of ${kinds.join(' and ')}, ${seconds} s, expiry ${expiry}`;
  const lines = [
    `${isFine ? 'pass' : 'FAIL'} ${heading}`,
    ...findings.map((finding) => `  ${finding.isFine ? 'pass' : 'FAIL'} ${finding.text}`),
    ...sessions.map(
      ({ name, heard, end }) => `  ${name}: ${heard.answered} calls${end.problem ? `, ${end.problem}` : ''}`,
    ),
  ];
  if (isFine) return lines.join('\n');
  const failures = sessions.flatMap(({ name, heard, end }) =>
    [...heard.failures, ...end.failed].map((failure) => `  ${name}: ${failure}`),
  );
  return [...lines, ...failures, ...strays, ...leaks, hostSaid].join('\n');
}
