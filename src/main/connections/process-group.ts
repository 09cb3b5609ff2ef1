// Ends a command with everything it started: its process group on POSIX, its process tree on Windows.
import { spawn } from 'node:child_process';
import { hasErrno } from '../../shared/errors';

/** Signals a whole group. False if nothing of it is left. POSIX only. */
export function signalGroup(leader: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(-leader, signal);
    return true;
  } catch (error) {
    // EPERM on macOS: the group consists of zombies only.
    if (hasErrno(error, 'ESRCH', 'EPERM')) return false;
    throw error;
  }
}

/** Ends a process tree on Windows, which has no groups; resolves when taskkill is done, whatever it found. */
export function endTree(pid: number): Promise<void> {
  return new Promise((resolve) => {
    const kill = spawn('taskkill', ['/PID', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true });
    kill.once('error', () => resolve());
    kill.once('exit', () => resolve());
  });
}
