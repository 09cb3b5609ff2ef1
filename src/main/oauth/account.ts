// One server and how it stands with signing in: what it asked for, the attempt under way, the sign-in it has.
import { AppError } from '../../shared/errors';
import type { Fetch, SignInStatus } from '../ports';
import type { SignInFacts } from '../ports-exam';
import type { AccountEntry } from './account-entry';
import { type AttemptHooks, Attempts } from './attempts';
import { authorizedFetch, type FetchAccount, type RefusedToken } from './authorized-fetch';
import type { BearerChallenge } from './challenge';
import { planFor } from './client';
import { type MachineJob, MachineToken } from './client-credentials';
import { signInByDevice } from './device';
import { type SignInJob, signInByBrowser } from './flow';
import { Inquiry } from './inquiry';
import { inspect } from './inspect';
import { Keeper } from './keeper';
import type { Env } from './options';
import { Patience } from './patience';
import type { Queue } from './queue';
import type { Registrations } from './registrations';
import { revoke } from './revocation';
import type { ServerDirectory } from './server-directory';
import { type SavedSignIn, Tokens } from './tokens';

/** What all accounts of this machine share. */
export interface Shared {
  readonly registrations: Registrations;
  readonly queue: Queue;
  readonly directory: ServerDirectory;
}

export class Account implements FetchAccount {
  readonly origin: string;
  private readonly keeper: Keeper;
  private readonly patience: Patience;
  private readonly inquiry: Inquiry;
  private readonly machine: MachineToken;
  private readonly attempts: Attempts;
  /** What stands between the person and a working connection, if anything does. */
  private need: SignInStatus | undefined;
  /** Scopes a 403 asked for, until a sign-in answers it. */
  private stepUp: readonly string[] | undefined;

  constructor(
    private readonly env: Env,
    private readonly shared: Shared,
    private readonly entry: AccountEntry,
    private readonly onChange: () => void,
  ) {
    const { name, url } = entry;
    this.origin = url.origin;
    this.patience = new Patience(url.host, env.clock);
    this.keeper = new Keeper(env, new Tokens(env.secrets, name, url, entry.oauth?.issuer), {
      name,
      host: url.host,
      metadataOf: (issuer) => shared.directory.of(issuer, url),
      onClientRefused: ({ issuer, client }) => shared.registrations.dropByService(issuer, client.id),
      onChange,
      onBackground: (problem) => this.renewedMeanwhile(problem),
    });
    this.machine = new MachineToken(env);
    this.attempts = new Attempts(shared.queue, {
      onChange,
      onDone: () => this.signedIn(),
      onFailed: (problem) => this.notSignedIn(problem),
    });
    this.inquiry = new Inquiry(env, shared.registrations, entry, {
      currentIssuer: () => this.current?.issuer,
      onAsked: ({ need }) => this.setNeed(need),
    });
  }

  /** Signs what `base` sends. */
  fetchOver(base: Fetch): Fetch {
    return authorizedFetch(this, base);
  }

  get status(): SignInStatus {
    const now = this.attempts.status ?? this.need;
    if (now?.kind === 'needed' && this.stepUp) return { ...now, moreAccess: true };
    if (now) return now;
    const saved = this.current;
    if (!saved) return { kind: 'none' };
    const { issuer, scopes, expiresAt, refreshToken } = saved;
    const renews = this.isMachine || refreshToken !== undefined;
    return { kind: 'signed-in', issuer, scopes, renews, ...(expiresAt !== undefined && { expiresAt }) };
  }

  async token(): Promise<string | undefined> {
    if (this.isMachine) return this.machine.usable;
    try {
      return (await this.keeper.usable())?.accessToken;
    } catch (error) {
      // A server that is public after all is connected without the keychain; one that is not says so with a 401.
      if (error instanceof AppError && isMissing(error)) return undefined;
      throw error;
    }
  }

  async renewed(refused: string | undefined, challenge: BearerChallenge): Promise<string | undefined> {
    if (this.isMachine) return this.machineToken(challenge);
    if (refused === undefined) return undefined;
    try {
      return (await this.keeper.renewed(refused)).accessToken;
    } catch (error) {
      if (error instanceof AppError && error.code === 'sign-in-needed') return undefined;
      throw error;
    }
  }

  async challenged(challenge: BearerChallenge, refused: RefusedToken | undefined): Promise<AppError | undefined> {
    // What kept us from showing a token is the reason for this 401, and is thrown here.
    if (!refused && !this.isMachine) await this.keeper.load();
    const { current } = this;
    const untrusted = refused && this.patience.refusedToken(current, refused);
    const { place, problem } = await this.inquiry.ask(challenge, []);
    if (problem.code === 'api-key-needed' && this.entry.hasHeaders) {
      this.setNeed(undefined);
      return undefined;
    }
    if (!untrusted || place?.metadata.issuer !== current?.issuer) return problem;
    this.setNeed({ kind: 'failed', problem: untrusted });
    return untrusted;
  }

  async moreAccess(challenge: BearerChallenge): Promise<AppError> {
    const wanted = challenge.scopes ?? [];
    const { host } = this.entry.url;
    const futile = this.patience.futile(wanted);
    if (futile) {
      this.setNeed({ kind: 'failed', problem: futile });
      return futile;
    }
    const { problem } = await this.inquiry.ask(challenge, this.current?.scopes ?? []);
    if (problem.code !== 'sign-in-needed') return problem;
    this.stepUp = wanted;
    this.onChange();
    return new AppError('more-access-needed', { host, scopes: wanted.join(' ') });
  }

  accepted(token: string): void {
    this.patience.accepted(token);
    // A sign-in that lasts a little while, and can no longer be renewed, still needs the person.
    const isEnding = this.need?.kind === 'needed' && this.current?.refreshToken === undefined;
    if (this.need && !this.stepUp && !isEnding) this.setNeed(undefined);
  }

  /** Joins the attempt that runs already. @throws AppError with a sign-in code */
  start(how: 'browser' | 'device'): Promise<void> {
    return this.attempts.start((hooks) => this.signIn(how, hooks));
  }

  cancel(): void {
    this.attempts.cancel();
  }

  /** @throws AppError sign-in-not-pending, redirect-url-wrong, and what the attempt throws */
  finish(pasted: string): Promise<void> {
    return this.attempts.finish(this.entry.name, pasted);
  }

  async signOut(): Promise<{ revoked: boolean }> {
    await this.attempts.end();
    const revoked = await this.keeper.end((signIn) => this.revoke(signIn));
    this.machine.forget();
    this.setNeed(undefined);
    return { revoked };
  }

  async useClient(id: string, secret: string | undefined): Promise<void> {
    const { metadata } = await this.inquiry.place();
    await this.shared.registrations.setByPerson(metadata.issuer, { id, ...(secret !== undefined && { secret }) });
    this.setNeed({ kind: 'needed', host: this.entry.url.host, scopes: this.inquiry.last?.scopes ?? [] });
  }

  inspect(): Promise<SignInFacts> {
    const { env, entry, inquiry, keeper, machine } = this;
    return inspect({
      look: () => inquiry.look(this.current?.scopes ?? []),
      plan: (metadata) => planFor(env, this.shared.registrations, entry.oauth, metadata),
      saved: async () => {
        if (this.isMachine) return machine.last;
        await keeper.load();
        return keeper.current;
      },
      renews: (saved) => this.isMachine || saved.refreshToken !== undefined,
    });
  }

  nudge(): void {
    this.keeper.nudge();
  }

  async stop(): Promise<void> {
    await this.attempts.end();
    await Promise.allSettled([this.inquiry.settled(), this.machine.settled()]);
    await this.keeper.stop();
  }

  private async signIn(how: 'browser' | 'device', hooks: AttemptHooks): Promise<void> {
    const place = await this.inquiry.place();
    const { name, oauth: entry } = this.entry;
    const scopes = this.inquiry.last?.scopes ?? [];
    const keep = (signIn: SavedSignIn) => this.keeper.begin(signIn);
    const job: SignInJob = { ...hooks, name, place, entry, scopes, keep, registrations: this.shared.registrations };
    await (how === 'device' ? signInByDevice(this.env, job) : signInByBrowser(this.env, job));
  }

  private signedIn(): void {
    if (this.stepUp) this.patience.stepped(this.stepUp);
    this.stepUp = undefined;
    this.setNeed(undefined);
  }

  private notSignedIn(problem: AppError): void {
    const issuer = this.inquiry.last?.place?.metadata.issuer;
    this.need =
      problem.code === 'client-id-needed' && issuer !== undefined
        ? { kind: 'client-needed', issuer, redirectUri: String(problem.params.redirectUri) }
        : { kind: 'failed', problem };
  }

  private async machineToken(challenge: BearerChallenge): Promise<string> {
    const signIn = await this.machine.renew(async (): Promise<MachineJob> => {
      const { place, scopes, problem } = await this.inquiry.ask(challenge, []);
      if (!place) throw problem;
      return { place, entry: this.entry.oauth, scopes, registrations: this.shared.registrations };
    });
    this.setNeed(undefined);
    return signIn.accessToken;
  }

  private async revoke(signIn: SavedSignIn): Promise<boolean> {
    try {
      return await revoke(this.env, await this.shared.directory.of(signIn.issuer, this.entry.url), signIn);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.env.log.info('a sign-in was ended here only', { server: this.entry.name, code: error.code });
      return false;
    }
  }

  private renewedMeanwhile(problem: AppError | undefined): void {
    const isOver = problem?.code === 'sign-in-needed';
    if (isOver) this.setNeed({ kind: 'needed', host: this.entry.url.host, scopes: this.inquiry.last?.scopes ?? [] });
    else if (problem) this.setNeed({ kind: 'failed', problem });
    else if (this.need?.kind === 'failed') this.setNeed(undefined);
  }

  private setNeed(need: SignInStatus | undefined): void {
    this.need = need;
    this.onChange();
  }

  private get isMachine(): boolean {
    return this.entry.oauth?.grant === 'client-credentials';
  }

  private get current(): SavedSignIn | undefined {
    return this.isMachine ? this.machine.last : this.keeper.current;
  }
}

/** No token to show, for a reason the server may not care about. */
function isMissing({ code }: AppError): boolean {
  return code === 'sign-in-needed' || code === 'saved-sign-in-damaged' || code.startsWith('keychain-');
}
