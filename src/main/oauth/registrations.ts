// What this machine has registered, per issuer and never used elsewhere: a client ID a person gave, and the one a
// service gave us.
import { z } from 'zod';
import type { SecretStore } from '../ports';
import { jsonOf } from './web';

const methods = z.enum(['none', 'client_secret_basic', 'client_secret_post']);
const schema = z.object({
  byPerson: z.object({ id: z.string(), secret: z.string().optional() }).optional(),
  byService: z
    .object({
      id: z.string(),
      secret: z.string().optional(),
      method: methods,
      redirectUri: z.string(),
      /** Epoch seconds; 0 or absent means never. */
      expiresAt: z.number().optional(),
    })
    .optional(),
});

export type Registered = z.infer<typeof schema>;
export type ServiceRegistration = NonNullable<Registered['byService']>;

export class Registrations {
  constructor(private readonly secrets: SecretStore) {}

  /** What is known for an issuer; a damaged item is as good as none, for it can be had again. */
  async get(issuer: string): Promise<Registered> {
    const text = await this.secrets.get(itemOf(issuer));
    const parsed = schema.safeParse(text === undefined ? {} : jsonOf(text));
    return parsed.success ? parsed.data : {};
  }

  async setByPerson(issuer: string, client: NonNullable<Registered['byPerson']>): Promise<void> {
    await this.save(issuer, { ...(await this.get(issuer)), byPerson: client });
  }

  async setByService(issuer: string, registration: ServiceRegistration): Promise<void> {
    await this.save(issuer, { ...(await this.get(issuer)), byService: registration });
  }

  /** Forgets what the service gave us, if it is still this client; the person's own entry stays. */
  async dropByService(issuer: string, clientId: string): Promise<void> {
    const { byService, ...rest } = await this.get(issuer);
    if (byService?.id === clientId) await this.save(issuer, rest);
  }

  private async save(issuer: string, registered: Registered): Promise<void> {
    await this.secrets.set(itemOf(issuer), JSON.stringify(registered));
  }
}

function itemOf(issuer: string): string {
  return `oauth client ${issuer}`;
}
