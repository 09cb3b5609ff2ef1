// What is kept of a sign-in, in the secret store alone: one item per server and issuer, and one that says which issuer
// a server uses.
import { z } from 'zod';
import { AppError } from '../../shared/errors';
import type { SecretStore } from '../ports';
import { jsonOf } from './web';

const schema = z.object({
  /** The server's URL and the issuer: a token is shown to this server and renewed at this issuer only. */
  url: z.string(),
  issuer: z.string(),
  resource: z.string(),
  client: z.object({
    id: z.string(),
    secret: z.string().optional(),
    method: z.enum(['none', 'client_secret_basic', 'client_secret_post']),
    origin: z.enum(['person', 'document', 'registered']),
  }),
  accessToken: z.string(),
  refreshToken: z.string().optional(),
  scopes: z.array(z.string()),
  /** Epoch ms by this machine's clock. */
  obtainedAt: z.number(),
  expiresAt: z.number().optional(),
  /** Set before the refresh token is sent and cleared with the answer. Found later, the token may be spent. */
  spending: z.boolean().optional(),
});
const pointer = z.object({ issuer: z.string() });

export type SavedSignIn = z.infer<typeof schema>;

export class Tokens {
  constructor(
    private readonly secrets: SecretStore,
    private readonly name: string,
    private readonly server: URL,
    /** The only issuer the entry allows, if it names one. */
    private readonly only: string | undefined,
  ) {}

  /**
   * The sign-in of this server, or undefined. One that was made for another URL is not this server's.
   * @throws AppError saved-sign-in-damaged and what the store throws
   */
  async load(): Promise<SavedSignIn | undefined> {
    const issuer = await this.issuer();
    if (issuer === undefined || (this.only !== undefined && this.only !== issuer)) return undefined;
    const text = await this.secrets.get(this.itemOf(issuer));
    if (text === undefined) return undefined;
    const parsed = schema.safeParse(jsonOf(text));
    if (!parsed.success) throw new AppError('saved-sign-in-damaged', { host: this.server.host });
    return parsed.data.url === this.server.href && parsed.data.issuer === issuer ? parsed.data : undefined;
  }

  /** Saves a renewed sign-in; its issuer is the one that is known already. */
  async save(signIn: SavedSignIn): Promise<void> {
    await this.secrets.set(this.itemOf(signIn.issuer), JSON.stringify(signIn));
  }

  /** Saves a new sign-in. The pointer follows the item, so that it never leads nowhere; another issuer's item goes. */
  async saveNew(signIn: SavedSignIn): Promise<void> {
    const before = await this.issuer();
    await this.save(signIn);
    await this.secrets.set(this.pointerItem, JSON.stringify({ issuer: signIn.issuer }));
    if (before !== undefined && before !== signIn.issuer) await this.secrets.delete(this.itemOf(before));
  }

  async delete(): Promise<void> {
    const issuer = await this.issuer();
    if (issuer !== undefined) await this.secrets.delete(this.itemOf(issuer));
    await this.secrets.delete(this.pointerItem);
  }

  private async issuer(): Promise<string | undefined> {
    const text = await this.secrets.get(this.pointerItem);
    const parsed = pointer.safeParse(text === undefined ? undefined : jsonOf(text));
    return parsed.success ? parsed.data.issuer : undefined;
  }

  private get pointerItem(): string {
    return `oauth server ${this.name}`;
  }

  private itemOf(issuer: string): string {
    return `oauth token ${this.name} ${issuer}`;
  }
}
