// An AppImage is one program: `MCP-Tray.AppImage list` starts the app with a word that is meant for the command line. It
// then becomes the command line, before a window system is looked for.

/** What is meant for the command line, of the arguments of a packaged app; undefined where the app itself is meant. */
export function commandWords(argv: readonly string[]): readonly string[] | undefined {
  // The start script of an AppImage puts this first where the system allows no sandbox.
  const words = argv.slice(1).filter((word, i) => i > 0 || word !== '--no-sandbox');
  const [first = ''] = words;
  // A link of ours has a colon, a switch of Chromium's begins with two dashes.
  return /^[a-z][a-z-]*$/u.test(first) || WORDS.has(first) ? words : undefined;
}

const WORDS = new Set(['--help', '-h', '--version', '-V']);

export interface HandOver {
  readonly argv: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly node: string;
  readonly launcher: string;
  /** `process.execve`: becomes another program and does not come back. Windows has none, and no need of it. */
  readonly become: ((file: string, args: string[], env: NodeJS.ProcessEnv) => void) | undefined;
}

/** Becomes the command line where that is meant; returns where the app is. */
export function handOver({ argv, env, node, launcher, become }: HandOver): void {
  const words = commandWords(argv);
  if (words !== undefined) become?.(node, [node, launcher, ...words], env);
}
