// Splits a pasted shell text into commands and words. Libraries for this drop line ends and empty unknown variables;
// a paste needs the first, and a variable has to become a reference.

type State = { words: string[]; word: string | undefined };

/** Undefined where the text needs a shell: pipes, redirections, substitutions, an open quote. */
export function shellCommands(text: string): string[][] | undefined {
  const reader = new WordReader(text);
  return reader.read() ? reader.commands : undefined;
}

class WordReader {
  readonly commands: string[][] = [];
  readonly #text: string;
  #at = 0;
  #state: State = { words: [], word: undefined };

  constructor(text: string) {
    this.#text = text.replaceAll('\r\n', '\n');
  }

  read(): boolean {
    while (this.#at < this.#text.length) if (!this.#step()) return false;
    this.#endCommand();
    return true;
  }

  #step(): boolean {
    const c = this.#text[this.#at++] ?? '';
    if (c === "'") return this.#single();
    if (c === '"') return this.#double();
    if (c === '\\') return this.#escape();
    if (c === '$') return this.#variable();
    if (c === ' ' || c === '\t') return this.#endWord();
    if (c === '\n' || c === ';') return this.#endCommand();
    if (c === '&' && this.#text[this.#at] === '&') {
      this.#at++;
      return this.#endCommand();
    }
    if ('&|<>()`'.includes(c)) return false;
    if (c === '#' && this.#state.word === undefined) return this.#skipComment();
    const home =
      c === '~' && this.#state.word === undefined && /^(?:[\s/]|$)/u.test(this.#text.slice(this.#at, this.#at + 1));
    return this.#add(home ? '${env:HOME}' : c);
  }

  #add(text: string): true {
    this.#state.word = (this.#state.word ?? '') + text;
    return true;
  }

  #endWord(): true {
    if (this.#state.word !== undefined) this.#state.words.push(this.#state.word);
    this.#state.word = undefined;
    return true;
  }

  #endCommand(): true {
    this.#endWord();
    if (this.#state.words.length > 0) this.commands.push(this.#state.words);
    this.#state = { words: [], word: undefined };
    return true;
  }

  #skipComment(): true {
    const end = this.#text.indexOf('\n', this.#at);
    this.#at = end < 0 ? this.#text.length : end;
    return true;
  }

  #single(): boolean {
    const end = this.#text.indexOf("'", this.#at);
    if (end < 0) return false;
    this.#add(this.#text.slice(this.#at, end));
    this.#at = end + 1;
    return true;
  }

  #double(): boolean {
    this.#add('');
    while (this.#at < this.#text.length) {
      const c = this.#text[this.#at++] ?? '';
      if (c === '"') return true;
      if (c === '`') return false;
      if (c === '$') {
        if (!this.#variable(true)) return false;
      } else if (c === '\\' && /["\\$`\n]/u.test(this.#text[this.#at] ?? '')) {
        const escaped = this.#text[this.#at++] ?? '';
        if (escaped !== '\n') this.#add(escaped);
      } else this.#add(c);
    }
    return false;
  }

  /** A backslash before a line end joins the lines; READMEs often have a blank between the two. */
  #escape(): boolean {
    const joined = /^[ \t]*\n[ \t]*/u.exec(this.#text.slice(this.#at));
    if (joined) {
      this.#at += joined[0].length;
      return this.#endWord();
    }
    const c = this.#text[this.#at++];
    return c === undefined || this.#add(c);
  }

  /** `$NAME` and `${NAME}` become references; other forms of `${}` are kept for whoever reads the value. */
  #variable(quoted = false): boolean {
    const rest = this.#text.slice(this.#at);
    if (rest.startsWith('(') || (!quoted && /^['"]/u.test(rest))) return false;
    const name = /^(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/u.exec(rest);
    if (!name) return this.#add('$');
    this.#at += name[0].length;
    return this.#add(`\${env:${name[1] ?? name[2]}}`);
  }
}
