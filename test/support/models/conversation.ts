// A scripted model: calls one tool again and again until its script is over, then ends with words. Knows no wire format.

export interface Script {
  /** As the client names it to its model. */
  readonly tool: string;
  /** The nth call, from 0, and the text its result must have. Clients stop a model that repeats itself. */
  readonly call: (n: number) => { readonly args: Readonly<Record<string, unknown>>; readonly answer: string };
  /** Asked before every call, with the number of calls so far. */
  readonly isOver: (calls: number) => boolean;
}

/** What a request to the model says, in whatever format. */
export interface Turn {
  readonly model: string;
  readonly isStream: boolean;
  /** Names of the tools the model may use now. */
  readonly tools: readonly string[];
  /** Results in the last messages. */
  readonly results: readonly ToolOutcome[];
}

export interface ToolOutcome {
  /** The id of the call. */
  readonly id: string;
  readonly text: string;
  /** False too where the format has no word for it. */
  readonly isError: boolean;
}

export type Reply =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'call'; readonly id: string; readonly tool: string; readonly args: object };

export interface Heard {
  /** Calls of the scripted tool. */
  readonly calls: number;
  /** Those whose result came back with the right text and was no error. */
  readonly answered: number;
  /** What came back for the others, or that nothing did. Bounded in number and length. */
  readonly failures: readonly string[];
  /** Requests beside the conversation, as for a title or for memories: answered with words. */
  readonly asides: number;
  /** True once the model has said its last words. */
  readonly isOver: boolean;
}

const MOST_FAILURES = 50;
const MOST_TEXT = 400;

export class Conversation {
  readonly #script: Script;
  readonly #failures: string[] = [];
  readonly #offered = new Set<string>();
  #calls = 0;
  #answered = 0;
  #asides = 0;
  #isOver = false;
  #hasSearched = false;
  #waiting: { readonly id: string; readonly answer: string } | undefined;

  constructor(script: Script) {
    this.#script = script;
  }

  /** @param search what the client calls the tool that looks up tools it holds back */
  next(turn: Turn, search: string): Reply {
    const { tool, call, isOver } = this.#script;
    for (const name of turn.tools) this.#offered.add(name);
    const canSearch = turn.tools.includes(search);
    if (this.#isOver || !(canSearch || turn.tools.includes(tool))) {
      this.#asides += 1;
      return { kind: 'words', text: 'Nothing to add.' };
    }
    this.#hear(turn);
    if (isOver(this.#calls)) {
      this.#isOver = true;
      return { kind: 'words', text: 'Done.' };
    }
    if (canSearch && !this.#hasSearched && !turn.tools.includes(tool)) {
      this.#hasSearched = true;
      return { kind: 'call', id: 'call_search', tool: search, args: { query: `select:${tool}` } };
    }
    const id = `call_${this.#calls}`;
    const { args, answer } = call(this.#calls);
    this.#calls += 1;
    this.#waiting = { id, answer };
    return { kind: 'call', id, tool, args };
  }

  /** Every tool the model was offered. */
  get offered(): readonly string[] {
    return [...this.#offered];
  }

  get heard(): Heard {
    return {
      calls: this.#calls,
      answered: this.#answered,
      failures: [...this.#failures],
      asides: this.#asides,
      isOver: this.#isOver,
    };
  }

  #hear(turn: Turn): void {
    const { id, answer } = this.#waiting ?? {};
    if (id === undefined) return;
    this.#waiting = undefined;
    const result = turn.results.find((outcome) => outcome.id === id);
    if (result !== undefined && !result.isError && result.text === answer) {
      this.#answered += 1;
      return;
    }
    const what = result === undefined ? 'no result' : `${result.isError ? 'error' : 'result'} ${result.text}`;
    if (this.#failures.length < MOST_FAILURES) this.#failures.push(`${id}: ${what}`.slice(0, MOST_TEXT));
  }
}
