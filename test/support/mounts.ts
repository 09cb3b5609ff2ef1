// Real mounts for tests: there only while a task runs, and gone afterwards whatever came of it.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

/** Why nothing can be mounted here; undefined where it can. */
export function mountsAreMissing(): string | undefined {
  if (process.platform !== 'linux') return 'mounts are made on Linux alone';
  return process.getuid?.() === 0 ? undefined : 'mounting needs root and CAP_SYS_ADMIN';
}

/** Runs `task` over a small tmpfs at `folder`. @throws Error if it cannot be mounted or taken away again */
export async function onTmpfs(folder: string, size: string, task: () => Promise<void>): Promise<void> {
  mkdirSync(folder, { recursive: true });
  mount(['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]);
  await thenUnmount(folder, task);
}

/** Runs `task` while `at`, a file or a folder, is a mount of `what`, which may be `at` itself. */
export async function onBind(
  what: string,
  at: string,
  task: () => Promise<void>,
  { readOnly = false }: { readonly readOnly?: boolean } = {},
): Promise<void> {
  mount(['--bind', what, at]);
  await thenUnmount(at, async () => {
    if (readOnly) mount(['-o', 'remount,bind,ro', at]);
    await task();
  });
}

async function thenUnmount(at: string, task: () => Promise<void>): Promise<void> {
  try {
    await task();
  } finally {
    const { status, stderr } = spawnSync('umount', [at], { encoding: 'utf8' });
    if (status !== 0) {
      // A reader may still have it open; what is detached goes with the last one.
      spawnSync('umount', ['-l', at]);
      console.error(`${at} was still in use: ${stderr.trim()}`);
    }
  }
}

function mount(args: readonly string[]): void {
  const { status, stderr } = spawnSync('mount', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`mount ${args.join(' ')}: ${stderr.trim()}`);
}
