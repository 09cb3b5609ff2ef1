// What an authorization server was asked and what it gave away: counted for assertions, kept for leak searches.

export interface AuthStats {
  /** Successful dynamic registrations. */
  readonly registrations: number;
  /** Token requests answered with tokens, by grant type. */
  readonly granted: Readonly<Record<string, number>>;
  /** Token requests answered with an error, by grant type. */
  readonly refused: Readonly<Record<string, number>>;
  /** Refresh tokens that were presented to the token endpoint more than once. */
  readonly presentedAgain: number;
  /** Successful revocations. */
  readonly revocations: number;
  /** Every request as `METHOD /path status`, without queries; the last 2,000. */
  readonly requests: readonly string[];
}

/** One sign-in system under test: an MCP server and the authorization server it trusts. */
export interface AuthPeer {
  readonly mcpUrl: string;
  readonly issuer: string;
  stats(): AuthStats;
  /** Every code, token, secret the system has given out so far. */
  secrets(): readonly string[];
  /** Ends every access token given out so far; refresh tokens stay. */
  expireAccessTokens(): Promise<void>;
  stop(): Promise<void>;
}

export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly role: 'token' | 'registration' | 'revocation' | 'other';
  readonly form?: Readonly<Record<string, unknown>>;
  readonly status: number;
  readonly answer?: unknown;
  readonly location?: string;
}

const SECRET_FIELDS = [
  'access_token',
  'refresh_token',
  'id_token',
  'client_secret',
  'registration_access_token',
  'device_code',
];
/** Made by the app and sent once: whoever knows it can use the code. */
const SECRET_WORDS_SENT = ['code_verifier'];
const MOST_REQUESTS = 2_000;

export interface Recorder {
  exchange(exchange: Exchange): void;
  stats(): AuthStats;
  secrets(): readonly string[];
}

export function createRecorder(): Recorder {
  const requests: string[] = [];
  const secrets = new Set<string>();
  const granted: Record<string, number> = {};
  const refused: Record<string, number> = {};
  const presented = new Set<string>();
  let [registrations, revocations, presentedAgain] = [0, 0, 0];

  const keep = ({ form, answer, location }: Exchange) => {
    for (const name of SECRET_WORDS_SENT) {
      const value = form?.[name];
      if (typeof value === 'string') secrets.add(value);
    }
    for (const [name, value] of Object.entries(typeof answer === 'object' && answer !== null ? answer : {})) {
      if (SECRET_FIELDS.includes(name) && typeof value === 'string') secrets.add(value);
    }
    const code = location === undefined ? null : new URL(location, 'http://127.0.0.1').searchParams.get('code');
    if (code !== null) secrets.add(code);
  };
  const count = ({ role, form, status }: Exchange) => {
    const fine = status < 400;
    if (role === 'registration' && fine) registrations += 1;
    if (role === 'revocation' && fine) revocations += 1;
    if (role !== 'token') return;
    const grant = String(form?.grant_type ?? 'none');
    const spent = form?.refresh_token;
    if (typeof spent === 'string' && presented.has(spent)) presentedAgain += 1;
    if (typeof spent === 'string') presented.add(spent);
    const counts = fine ? granted : refused;
    counts[grant] = (counts[grant] ?? 0) + 1;
  };
  return {
    exchange: (exchange) => {
      requests.push(`${exchange.method} ${exchange.path} ${exchange.status}`);
      if (requests.length > MOST_REQUESTS) requests.shift();
      count(exchange);
      keep(exchange);
    },
    stats: () => ({
      registrations,
      revocations,
      presentedAgain,
      granted: { ...granted },
      refused: { ...refused },
      requests: [...requests],
    }),
    secrets: () => [...secrets],
  };
}
