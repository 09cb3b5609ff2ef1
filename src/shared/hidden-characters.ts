// Characters that a model reads and a person does not see: the way to hide an instruction in a description.

export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  /** `code` as people write it: U+200B; `letter` where it stands for one, as tag characters do. */
  | { readonly kind: 'hidden'; readonly code: string; readonly letter?: string };

/** Letters of writing systems in which a joiner changes how words look. */
const JOINING =
  /[\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}\p{Script=Malayalam}\p{Script=Kannada}\p{Script=Telugu}\p{Script=Gujarati}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Mongolian}]/u;
const PICTURE = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|[#*0-9]/u;
const HIDDEN = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}\p{Co}\p{Cn}\u2800]/u;
const SEEN = /[\t\n\r]/u;
const JOINERS = /[\u200c\u200d]/u;
const VARIATION = /[\ufe0e\ufe0f]/u;
/** A soft hyphen only says where a word may break. */
const HARMLESS = /[\u00ad]/u;

/** The text in parts, hidden characters by themselves. */
export function showHidden(text: string): readonly TextPart[] {
  if (!mayHide(text)) return text === '' ? [] : [{ kind: 'text', text }];
  const letters = [...text];
  const parts: TextPart[] = [];
  let plain = '';
  for (const [at, letter] of letters.entries()) {
    if (!isHidden(letter, letters[at - 1] ?? '', letters[at + 1] ?? '')) {
      plain += letter;
      continue;
    }
    if (plain !== '') parts.push({ kind: 'text', text: plain });
    plain = '';
    const spelt = spells(letter);
    parts.push({ kind: 'hidden', code: codeOf(letter), ...(spelt !== undefined && { letter: spelt }) });
  }
  return plain === '' ? parts : [...parts, { kind: 'text', text: plain }];
}

export function countHidden(...texts: readonly (string | undefined)[]): number {
  return texts.reduce((sum, text = '') => sum + showHidden(text).filter((part) => part.kind === 'hidden').length, 0);
}

/** Nearly every text has none, and is looked at once. */
const mayHide = (text: string) => HIDDEN.test(text);

function isHidden(letter: string, before: string, after: string): boolean {
  if (!HIDDEN.test(letter) || SEEN.test(letter) || HARMLESS.test(letter)) return false;
  // Emoji are put together with these, and told how to look.
  if (VARIATION.test(letter)) return !PICTURE.test(before) && !/\p{L}|\p{S}|\p{P}/u.test(before);
  if (JOINERS.test(letter)) {
    const joins =
      (PICTURE.test(after) && (PICTURE.test(before) || VARIATION.test(before))) ||
      (JOINING.test(before) && JOINING.test(after));
    return !joins;
  }
  return true;
}

/** Tag characters spell ASCII that nobody sees: what they say is worth reading. */
function spells(letter: string): string | undefined {
  const ascii = (letter.codePointAt(0) ?? 0) - 0xe0000;
  return ascii > 0x20 && ascii < 0x7f ? String.fromCharCode(ascii) : undefined;
}

function codeOf(letter: string): string {
  return `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** The text as plain letters, hidden characters in brackets; for terminals. */
export function spellHidden(text: string): string {
  return showHidden(text)
    .map((part) => (part.kind === 'text' ? part.text : `[${part.letter ?? part.code}]`))
    .join('');
}
