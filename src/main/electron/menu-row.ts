// What a row of the tray menu is, and what it does when it is chosen.

/** What a row does when it is chosen. */
export type MenuAct =
  | { readonly kind: 'open'; readonly route: string }
  | { readonly kind: 'reconnect'; readonly server: string }
  | { readonly kind: 'turn-on' | 'turn-off'; readonly server: string }
  | { readonly kind: 'copy'; readonly text: string }
  | { readonly kind: 'sign-in'; readonly server: string }
  | { readonly kind: 'cancel-sign-in'; readonly server: string }
  | { readonly kind: 'sign-out'; readonly server: string }
  | { readonly kind: 'sync' }
  | { readonly kind: 'start-at-login'; readonly on: boolean }
  | { readonly kind: 'quit' };

export type MenuRow =
  | { readonly kind: 'separator' }
  | { readonly kind: 'text'; readonly label: string }
  | { readonly kind: 'item'; readonly id: string; readonly label: string; readonly act: MenuAct }
  | {
      readonly kind: 'check';
      readonly id: string;
      readonly label: string;
      readonly checked: boolean;
      readonly act: MenuAct;
    }
  | { readonly kind: 'submenu'; readonly id: string; readonly label: string; readonly rows: readonly MenuRow[] };

const LABEL_CHARACTERS = 90;

/** One line, of bounded length. A single & would underline the next letter and vanish. */
export function label(sentence: string): string {
  const line = sentence.replaceAll(/\s+/gu, ' ').trim();
  const short = line.length > LABEL_CHARACTERS ? `${line.slice(0, LABEL_CHARACTERS - 1).trimEnd()}…` : line;
  return short.replaceAll('&', '&&');
}
