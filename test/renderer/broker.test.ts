import { describe, expect, it } from 'vitest';
import { offersStart } from '../../src/renderer/broker/start-offer';
import { sayStuck } from '../../src/renderer/clients/client-words';
import { brokerAdds, defaultDelivery } from '../../src/renderer/clients/grid';
import { planCue } from '../../src/renderer/clients/plan';
import { deliverySummary, outOfReach } from '../../src/renderer/server/delivery';
import { isPort } from '../../src/renderer/settings/port';
import { texts } from '../../src/shared/messages';
import type { Cell, ClientSummary } from '../../src/shared/model';
import { clientSummary, serverSummary, snapshot } from '../support/fake-handlers';

const cell = (over: Partial<Cell> = {}): Cell => ({
  server: 'notes',
  delivery: 'direct',
  chosen: false,
  status: 'in-sync',
  ...over,
});
const brokered = (over: Partial<Cell> = {}) => cell({ delivery: 'brokered', ...over });
const client = (cells: readonly Cell[], over: Partial<ClientSummary> = {}) => clientSummary({ cells, ...over });

const plain = serverSummary();
const signIn = serverSummary({ needsSecret: true });
const secret = serverSummary({ needsSecret: true, holdsSecret: true });
const cut = serverSummary({ disabledTools: ['write_note'] });

describe('the default of a cell', () => {
  it('is what the cell says while nobody has chosen', () => {
    expect(defaultDelivery(plain, cell())).toBe('direct');
    // A client that cannot say the entry.
    expect(defaultDelivery(plain, brokered())).toBe('brokered');
  });

  it('follows the rule of the core where somebody has, or where the server is off', () => {
    for (const delivery of ['direct', 'brokered', 'off'] as const) {
      expect(defaultDelivery(plain, cell({ delivery, chosen: true }))).toBe('direct');
      expect(defaultDelivery(signIn, cell({ delivery, chosen: true }))).toBe('brokered');
      expect(defaultDelivery(cut, cell({ delivery, chosen: true }))).toBe('brokered');
    }
    expect(defaultDelivery(plain, cell({ delivery: 'off' }))).toBe('direct');
    expect(defaultDelivery(plain, cell({ chosen: true, status: 'waiting', cannotDirect: 'transport' }))).toBe(
      'brokered',
    );
  });
});

describe('direct delivery', () => {
  it('is impossible for the reason the cell gives, in both languages', () => {
    const stuck = { ...cell({ chosen: true, status: 'waiting' }), cannotDirect: 'folder' } as const;
    expect(sayStuck(stuck, texts('en'))).toBe(
      'cannot be written as chosen: this client cannot be given its working folder',
    );
    expect(sayStuck(stuck, texts('ja'))).toContain('作業フォルダー');
    expect(sayStuck({ ...stuck, status: 'in-sync' }, texts('en'))).toBeUndefined();
    expect(sayStuck({ ...stuck, delivery: 'brokered' }, texts('en'))).toBeUndefined();
  });

  it('leaves out what the broker adds', () => {
    expect([plain, signIn, secret].map(brokerAdds)).toEqual(['nothing', 'sign-in', 'secret']);
  });
});

describe("a server's page", () => {
  it('says who gets it how, and whether it can go direct', () => {
    const clients = [client([brokered()]), client([cell({ chosen: true })], { name: 'Other' })];
    expect(deliverySummary(signIn, clients)).toEqual({ brokered: ['Claude Code'], direct: ['Other'], chosen: true });
    const stuck = brokered({ cannotDirect: 'secret' });
    expect(deliverySummary(secret, [client([stuck])])).toMatchObject({ trouble: 'secret', chosen: false });
    // One of the two can have it.
    expect(deliverySummary(plain, [client([stuck]), client([brokered()])])).not.toHaveProperty('trouble');
    expect(deliverySummary(plain, [client([cell({ delivery: 'off', chosen: true })])]).chosen).toBe(false);
  });

  it('tells which clients the switches of its tools do not reach', () => {
    const direct = client([cell({ chosen: true })], { name: 'Direct' });
    const late = client([brokered({ status: 'update' })], { name: 'Late' });
    const all = [direct, late, client([brokered()]), client([cell()], { installed: false })];
    expect(outOfReach(cut, all)).toEqual({ direct: [direct], pending: [late] });
    expect(outOfReach(plain, all)).toEqual({ direct: [], pending: [] });
  });
});

describe('starting at login', () => {
  const settings = snapshot().settings;
  const at = (over: Parameters<typeof snapshot>[0]) =>
    offersStart(snapshot({ startAtLogin: false, clients: [client([brokered()], { holdsKey: true })], ...over }));

  it('is offered once entries with a local key stand in a file, until the person has answered', () => {
    expect(at({})).toBe(true);
    // The entry that is to be written over is the direct one.
    expect(at({ clients: [client([brokered({ status: 'update' })])] })).toBe(false);
    expect(at({ settings: { ...settings, offeredStartAtLogin: true } })).toBe(false);
    expect(at({ startAtLogin: true })).toBe(false);
    expect(at({ clients: [client([brokered({ status: 'add' }), cell()])] })).toBe(false);
    expect(at({ clients: [client([brokered()], { holdsKey: true, installed: false })] })).toBe(false);
  });

  it('is not offered for entries that start it by themselves', () => {
    expect(at({ clients: [client([brokered()], { bridged: true })] })).toBe(false);
  });

  it('is not offered where the face cannot', () => {
    expect(offersStart(snapshot({ clients: [client([brokered()], { holdsKey: true })] }))).toBe(false);
  });
});

describe('a plan', () => {
  it('is made again when the broker moves', () => {
    const at = (port: number) => planCue(client([brokered()]), snapshot({ broker: { kind: 'off', port } }));
    expect(at(1024)).not.toBe(at(1025));
    expect(at(1024)).toBe(at(1024));
  });
});

describe('the port of the broker', () => {
  it('is a whole number that needs no rights', () => {
    expect([1024, 65_535].every(isPort)).toBe(true);
    expect([80, 65_536, 2000.5, '', '2000', Number.NaN].filter(isPort)).toEqual([]);
  });
});
