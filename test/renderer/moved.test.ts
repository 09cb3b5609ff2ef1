import { expect, it } from 'vitest';
import { outdatesClients } from '../../src/renderer/broker/moved';

it('points to the clients after a move, and after a stranger on the port has seen their keys', () => {
  const failed = (code: 'broker-port-taken' | 'broker-port-unavailable') =>
    ({ kind: 'failed', port: 27_630, problem: { code, message: '', action: '' } }) as const;
  expect(outdatesClients(failed('broker-port-taken'), 27_630)).toBe(false);
  expect(outdatesClients(failed('broker-port-taken'), 27_631)).toBe(true);
  expect(outdatesClients(failed('broker-port-unavailable'), 27_630)).toBe(true);
});
