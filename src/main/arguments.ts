// The shapes of what a face may send: looser than what it means, which the rooms check and tell in words.
import { z } from 'zod';
import { CLIENT_IDS, type JsonObject } from '../shared/model';

const LIMIT = 64 * 1024;
/** Looser than what a server may be called: a name that is none is told as such. */
export const name = z.string().max(256);
export const client = z.enum(CLIENT_IDS);
export const text = z.string().max(LIMIT);
/** What may be pasted; how much of it is read is the parser's to say. */
export const paste = z.string().max(1024 * 1024);
const pairs = z.record(z.string().max(256), text);
const oauth = z.strictObject({
  clientId: text.min(1).optional(),
  clientSecret: text.min(1).optional(),
  callbackPort: z.int().optional(),
  scopes: z.array(text).max(1000).optional(),
  issuer: text.optional(),
  grant: z.enum(['authorization-code', 'client-credentials']).optional(),
});
export const draft = z.strictObject({
  name: z.string().max(256),
  type: z.enum(['http', 'sse', 'stdio']),
  url: text.optional(),
  headers: pairs.optional(),
  command: text.optional(),
  args: z.array(text).max(1000).optional(),
  env: pairs.optional(),
  cwd: text.optional(),
  disabled: z.boolean().optional(),
  timeout: z.int().positive().optional(),
  oauth: oauth.optional(),
  perClient: z.boolean().optional(),
  disabledTools: z.array(text).max(1000).optional(),
});
export const json = z.record(z.string(), z.json()) satisfies z.ZodType<unknown> as z.ZodType<JsonObject>;
export const settings = z.strictObject({
  language: z.enum(['system', 'en', 'ja']).optional(),
  theme: z.enum(['system', 'light', 'dark']).optional(),
  brokerPort: z.never().optional(),
  activityContent: z.boolean().optional(),
  offeredStartAtLogin: z.boolean().optional(),
  notifyNeedsYou: z.boolean().optional(),
  notifyProblems: z.boolean().optional(),
  holdChanged: z.boolean().optional(),
  logLevel: z.enum(['info', 'warn', 'error']).optional(),
  clientMetadataUrl: z.union([z.literal(''), z.url({ protocol: /^https$/u, hostname: z.regexes.domain })]).optional(),
});
export const registered = z.strictObject({ name, clientId: text.min(1), clientSecret: text.optional() });
export const delivery = z.enum(['direct', 'brokered', 'off', 'default']);
export const toolSwitch = z.strictObject({ name, tool: z.string().min(1).max(1024), on: z.boolean() });
export const trusted = z.strictObject({
  name,
  id: z.string().max(64),
  tools: z.array(z.string().max(1024)).max(20_000).optional(),
});
export const choice = z.enum(['keep-theirs', 'write-ours']);
export const target = z.strictObject({ folder: z.string().max(4096), client, scope: z.enum(['project', 'local']) });
const imported = z.strictObject({
  draft,
  places: z.array(z.strictObject({ client, name: z.string().max(LIMIT) })).max(20_000),
  clients: z.array(client).max(CLIENT_IDS.length),
});
export const imports = z.array(imported).min(1).max(1000);
