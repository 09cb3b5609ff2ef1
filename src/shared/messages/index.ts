// One translator per language over the hand-written catalogues; the window, the tray and the command line all use it.
import { createInstance } from 'i18next';
import { en } from './en';
import { ja } from './ja';

export type Language = 'en' | 'ja';
export const LANGUAGES: readonly Language[] = ['en', 'ja'];

type Join<A extends string, B extends string> = A extends '' ? B : `${A}.${B}`;
type Singular<K extends string> = K extends `${infer Base}_zero` | `${infer Base}_one` | `${infer Base}_other`
  ? Base
  : K;
type Leaves<T, P extends string = ''> = {
  [K in keyof T & string]: T[K] extends string ? Join<P, Singular<K>> : Leaves<T[K], Join<P, K>>;
}[keyof T & string];

/** Every text a person reads has a key here; plural forms are addressed without their suffix and need `count`. */
export type MessageKey = Leaves<typeof en>;
export type Translate = (key: MessageKey, params?: Readonly<Record<string, string | number>>) => string;

const made = new Map<Language, Translate>();

/** The translator of a language, made once. Values are inserted as they are: callers render text, never HTML. */
export function texts(language: Language): Translate {
  const known = made.get(language);
  if (known) return known;
  const instance = createInstance();
  void instance.init({
    lng: language,
    fallbackLng: false,
    initAsync: false,
    resources: { [language]: { translation: language === 'ja' ? ja : en } },
    interpolation: { escapeValue: false },
  });
  const t = remembering((key, params) => instance.t(key, params ?? {}));
  made.set(language, t);
  return t;
}

/** Sentences that were asked for last: with nobody looking, drawing the tray anew is mostly saying the same again. */
const MOST_REMEMBERED = 2000;

function remembering(translate: Translate): Translate {
  const said = new Map<string, string>();
  return (key, params) => {
    const asked = params === undefined ? key : `${key} ${JSON.stringify(params)}`;
    const known = said.get(asked);
    if (known !== undefined) return known;
    const sentence = translate(key, params);
    // All at once: a figure that counts up would otherwise keep what nobody asks for again.
    if (said.size >= MOST_REMEMBERED) said.clear();
    said.set(asked, sentence);
    return sentence;
  };
}

/** Picks the catalogue for a system locale such as `ja-JP` or `ja_JP.UTF-8`; English where there is none. */
export function languageOf(locale: string | undefined): Language {
  return locale?.toLowerCase().startsWith('ja') ? 'ja' : 'en';
}
