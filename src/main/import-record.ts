// Remembers the last import, so that it can be taken back after a restart too, and from any point at which it was cut short.
import path from 'node:path';
import { z } from 'zod';
import { AppError } from '../shared/errors';
import { CLIENT_IDS } from '../shared/model';
import { readTextFile, writeTextFile } from './files/text-file';

const client = z.enum(CLIENT_IDS);
const record = z.object({
  version: z.literal(1),
  /** Ties the writes in clients' files to it. */
  tag: z.string(),
  /** Epoch ms. */
  at: z.number(),
  /** False while it runs, and for one that was cut short. */
  finished: z.boolean(),
  /** Servers it added to the shared config. */
  added: z.array(z.string()),
  /** Choices it set for servers that were there before, as they were. */
  deliveries: z.array(
    z.object({ client, server: z.string(), delivery: z.enum(['direct', 'brokered', 'off']).optional() }),
  ),
  /** Names of secrets that the keychain did not have before. */
  secrets: z.array(z.string()),
  /** Clients whose files it wrote, or was about to. */
  clients: z.array(client),
  /** The text of the shared config before, and the hash of the one it wrote. */
  before: z.string().optional(),
  wrote: z.string().optional(),
});
export type ImportRecord = Readonly<z.infer<typeof record>>;

export class ImportRecords {
  readonly #file: string;
  #last: ImportRecord | undefined;

  constructor(stateFolder: string) {
    this.#file = path.join(stateFolder, 'import.json');
  }

  get last(): ImportRecord | undefined {
    return this.#last;
  }

  /** @throws AppError records-invalid, file-* */
  async load(): Promise<void> {
    const found = await readTextFile(this.#file);
    this.#last = found ? parse(found.text, this.#file) : undefined;
  }

  /** Undefined: there is none any more. @throws AppError file-*, disk-full */
  async save(next: ImportRecord | undefined): Promise<void> {
    const found = await readTextFile(this.#file);
    const text = next ? `${JSON.stringify(next, null, 2)}\n` : NONE;
    const expected = found?.hash ?? 'absent';
    if (found?.text !== text) await writeTextFile({ path: this.#file, text, expected, newFileMode: 0o600 });
    this.#last = next;
  }
}

const NONE = 'null\n';

function parse(text: string, file: string): ImportRecord | undefined {
  try {
    const parsed = record.nullable().safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data ?? undefined;
    throw new AppError('records-invalid', { file }, { cause: parsed.error });
  } catch (error) {
    if (error instanceof SyntaxError) throw new AppError('records-invalid', { file }, { cause: error });
    throw error;
  }
}
