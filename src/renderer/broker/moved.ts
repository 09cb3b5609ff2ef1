// What a person is told once the broker listens again.
import type { BrokerStatus } from '../../shared/model';

/** True if clients' files say something else than they should now: another port, or keys that opened to a stranger and are dead. */
export function outdatesClients(
  { port, problem }: Extract<BrokerStatus, { kind: 'failed' }>,
  listensOn: number,
): boolean {
  return listensOn !== port || problem.code === 'broker-port-unavailable';
}
