// Finds out what a server wants, once for many requests that were refused together, and remembers the last answer.
import { AppError } from '../../shared/errors';
import type { AccountEntry } from './account-entry';
import { type Asked, ask } from './ask';
import { type BearerChallenge, bearerChallenge } from './challenge';
import type { SignInPlace } from './discover';
import type { Env } from './options';
import type { Registrations } from './registrations';
import { request } from './web';

export class Inquiry {
  /** The last answer to “what does this server want?”. */
  last: Asked | undefined;
  private question:
    | { readonly challenge: BearerChallenge; readonly granted: readonly string[]; at: number }
    | undefined;
  private flight: { readonly key: string; readonly work: Promise<Asked> } | undefined;

  constructor(
    private readonly env: Env,
    private readonly registrations: Registrations,
    private readonly entry: AccountEntry,
    private readonly hooks: { currentIssuer(): string | undefined; onAsked(asked: Asked): void },
  ) {}

  /** @param granted scopes to keep */
  async ask(challenge: BearerChallenge, granted: readonly string[]): Promise<Asked> {
    const key = JSON.stringify([challenge, granted]);
    if (this.flight?.key !== key) this.flight = { key, work: this.work(challenge, granted) };
    const { flight } = this;
    const asked = await flight.work.finally(() => {
      if (this.flight === flight) this.flight = undefined;
    });
    this.last = asked;
    this.question = { challenge, granted, at: this.env.clock.now() };
    this.hooks.onAsked(asked);
    return asked;
  }

  /**
   * Where the last challenge led, looked up again if that was long ago; without one the server is asked, for no
   * sign-in starts without a 401.
   * @throws AppError sign-in-not-asked and what keeps a person from signing in there
   */
  async place(): Promise<SignInPlace> {
    const { last, question, env } = this;
    if (last?.place && question && env.clock.now() - question.at < env.timings.metadata) return last.place;
    const { place, problem } = await this.ask(question?.challenge ?? (await this.probe()), question?.granted ?? []);
    if (!place) throw problem;
    return place;
  }

  /** The same question, of which nothing is remembered; undefined where the server asks for no sign-in. */
  async look(granted: readonly string[]): Promise<Asked | undefined> {
    const challenge = await this.knock();
    return challenge && this.work(challenge, granted);
  }

  /** Resolves when nothing is being asked any more. */
  async settled(): Promise<void> {
    await Promise.allSettled([this.flight?.work]);
  }

  private work(challenge: BearerChallenge, granted: readonly string[]): Promise<Asked> {
    const { url, oauth } = this.entry;
    return ask(this.env, this.registrations, { url, oauth, current: this.hooks.currentIssuer(), granted }, challenge);
  }

  private async probe(): Promise<BearerChallenge> {
    const challenge = await this.knock();
    if (!challenge) throw new AppError('sign-in-not-asked', { host: this.entry.url.host });
    return challenge;
  }

  /** What a request without a token is answered with, if it is refused for want of one. */
  private async knock(): Promise<BearerChallenge | undefined> {
    const { url } = this.entry;
    const headers = { accept: 'application/json, text/event-stream', 'content-type': 'application/json' };
    const body = JSON.stringify({ jsonrpc: '2.0', id: 'sign-in', method: 'ping' });
    const response = await request(this.env, url, { method: 'POST', headers, body });
    await response.body?.cancel();
    if (response.status !== 401) return undefined;
    return bearerChallenge(response.headers.get('www-authenticate'));
  }
}
