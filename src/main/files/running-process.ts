// Whether a process of this machine runs.
import { hasErrno } from '../../shared/errors';

/** Also for one of another user, and for any that got the number since. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if (hasErrno(error, 'ESRCH')) return false;
    if (hasErrno(error, 'EPERM')) return true;
    throw error;
  }
}
