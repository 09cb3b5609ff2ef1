// References to secrets in what somebody else wrote must not reach secrets of this person's.
import type { ServerDraft } from '../../shared/model';
import { mapDraftTexts } from './drafts';
import { parseReferences } from './references';

/** Names of the secrets in the keychain that the drafts refer to. */
export function namesIn(drafts: readonly ServerDraft[]): readonly string[] {
  const names = new Set<string>();
  for (const draft of drafts) {
    mapDraftTexts(draft, (text) => {
      for (const piece of parseReferences(text)) if (piece.kind === 'keychain') names.add(piece.name);
      return text;
    });
  }
  return [...names];
}

/**
 * The drafts with a name of its own in the place of each one that is `taken`: an install link that names a known secret
 * would else send it to its own server. Drafts that share a secret among themselves go on sharing it.
 */
export function withOwnNames(drafts: readonly ServerDraft[], taken: ReadonlySet<string>): ServerDraft[] {
  const used = new Set([...taken, ...namesIn(drafts)]);
  const renamed = new Map<string, string>();
  for (const name of namesIn(drafts)) {
    if (!taken.has(name)) continue;
    let free = name;
    for (let n = 2; used.has(free); n++) free = `${name.slice(0, 120)}_${n}`;
    used.add(free);
    renamed.set(name, free);
  }
  const change = (text: string) =>
    parseReferences(text)
      .map((p) =>
        p.kind === 'text' ? p.text : `\${${p.kind}:${(p.kind === 'keychain' && renamed.get(p.name)) || p.name}}`,
      )
      .join('');
  return drafts.map((draft) => mapDraftTexts(draft, change));
}
