// The words of the reader's language, for every component below, and sentences that hold a piece of code.
import { createContext, Fragment, useContext } from 'react';
import { type Language, type Translate, texts } from '../../shared/messages';

export interface Words {
  readonly t: Translate;
  readonly language: Language;
}

export const WordsContext = createContext<Words>({ t: texts('en'), language: 'en' });

export function useWords(): Words {
  return useContext(WordsContext);
}

/** A sentence whose parts between backticks are set as code. */
export function Rich({ text }: { text: string }) {
  // Parts have no identity but their place: the sentence is fixed.
  return text
    .split('`')
    .map((part, i) =>
      i % 2 === 1 ? <code key={keyOf(part, i)}>{part}</code> : <Fragment key={keyOf(part, i)}>{part}</Fragment>,
    );
}

const keyOf = (part: string, place: number) => `${place}:${part}`;

/** Clock time, such as 10:42, the way the language writes it. */
export function clockTime(at: number, language: Language): string {
  return new Date(at).toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}
