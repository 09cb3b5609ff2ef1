// Ends every server's process group even if we are killed outright: one small shell waits on a pipe that only we
// hold open, and ends what is on its list when the pipe closes. A shell, because a packaged app cannot run as Node.
import { type ChildProcess, spawn } from 'node:child_process';
import type { AsyncStop, Logger } from '../ports';

/** Lines "+ GROUP" and "- GROUP" keep the list; end of file ends what is left, first politely. */
const SCRIPT = `
trap '' INT HUP TERM
groups=' '
while read -r op group; do
  case $op in
    +) groups="$groups$group " ;;
    -) rest=' '
       for one in $groups; do [ "$one" = "$group" ] || rest="$rest$one "; done
       groups=$rest ;;
  esac
done
[ "$groups" = ' ' ] && exit 0
for one in $groups; do kill -s TERM -- "-$one" 2>/dev/null; done
sleep 1
for one in $groups; do kill -s KILL -- "-$one" 2>/dev/null; done
`;

export interface Reaper {
  /** Records a process group, by the id of its leader. */
  add(group: number): void;
  remove(group: number): void;
  stop: AsyncStop;
}

/** The reaper starts with the first group and costs nothing before. On Windows it does nothing: there are no groups. */
export function createReaper(platform: NodeJS.Platform, log: Logger): Reaper {
  return platform === 'win32'
    ? { add: () => undefined, remove: () => undefined, stop: () => Promise.resolve() }
    : new ShellReaper(log);
}

class ShellReaper implements Reaper {
  readonly #log: Logger;
  readonly #groups = new Set<number>();
  #shell: ChildProcess | undefined;

  constructor(log: Logger) {
    this.#log = log;
  }

  add(group: number): void {
    this.#groups.add(group);
    if (this.#shell) this.#tell(`+ ${group}`);
    else this.#start();
  }

  remove(group: number): void {
    if (this.#groups.delete(group) && this.#shell) this.#tell(`- ${group}`);
  }

  stop = async (): Promise<void> => {
    const shell = this.#shell;
    this.#shell = undefined;
    if (!shell || shell.exitCode !== null || shell.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => shell.once('exit', () => resolve()));
    shell.ref();
    shell.stdin?.end();
    await ended;
  };

  #start(): void {
    // A session of its own, so that Ctrl+C in our terminal does not end it before us.
    const shell = spawn('/bin/sh', ['-c', SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'], detached: true, cwd: '/' });
    this.#shell = shell;
    shell.once('error', (error) => this.#lost(shell, error.message));
    shell.once('exit', (code, signal) => this.#lost(shell, `${code ?? signal}`));
    shell.stdin?.on('error', (error) => this.#log.warn('process reaper: pipe', { error: error.message }));
    // It must never keep us alive: it outlives us by design.
    shell.unref();
    for (const group of this.#groups) this.#tell(`+ ${group}`);
  }

  #lost(shell: ChildProcess, reason: string): void {
    if (this.#shell !== shell) return;
    this.#shell = undefined;
    this.#log.warn('process reaper ended; the next server starts another', { reason });
  }

  #tell(line: string): void {
    this.#shell?.stdin?.write(`${line}\n`);
  }
}
