// Secrets of a paste wait here while a person reads the review: a face gets a handle in the place of each, and adding
// turns the handles back. So what was pasted goes inward once and never comes out again.
import { randomUUID } from 'node:crypto';
import { AppError, type ErrorCode } from '../../shared/errors';
import type { ServerDraft } from '../../shared/model';
import { PASTED } from '../../shared/pasted';
import type { Clock, HeldSecrets } from '../ports';
import { mapDraftTexts } from './drafts';
import { replaceSecrets } from './secret-values';

export interface HeldSecretsOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** How long (ms) a review may take. */
  readonly keepMs?: number;
  /** The oldest go when there are more. */
  readonly most?: number;
  /** What is said of a handle that is not known any more. */
  readonly expired?: ErrorCode;
}

export function createHeldSecrets(options: HeldSecretsOptions): HeldSecrets {
  const { clock, keepMs = 30 * 60_000, most = 2000, expired = 'paste-expired' } = options;
  const held = new Map<string, { readonly value: string; readonly until: number }>();
  const tidy = () => {
    const now = clock.now();
    for (const [handle, { until }] of held) if (until <= now || held.size > most) held.delete(handle);
  };
  return {
    hide: (drafts) => {
      const hidden = drafts.map((draft) =>
        hideIn(draft, (handle, value) => held.set(handle, { value, until: clock.now() + keepMs })),
      );
      tidy();
      return hidden;
    },
    restore: (drafts) => {
      tidy();
      return drafts.map((draft) =>
        mapDraftTexts(draft, (text) =>
          text.replaceAll(PASTED, (handle) => {
            const found = held.get(handle);
            if (!found) throw new AppError(expired);
            return found.value;
          }),
        ),
      );
    },
    forget: (drafts) => {
      for (const draft of drafts)
        mapDraftTexts(draft, (text) => {
          for (const [handle] of text.matchAll(PASTED)) held.delete(handle);
          return text;
        });
    },
  };
}

function hideIn(draft: ServerDraft, keep: (handle: string, value: string) => void): ServerDraft {
  const { draft: hidden, taken } = replaceSecrets(draft, () => `\${pasted:${randomUUID()}}`);
  for (const { put, value } of taken) keep(put, value);
  return hidden;
}
