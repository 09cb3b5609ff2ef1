import { describe, expect, it } from 'vitest';
import { texts } from '../../src/shared/messages';
import type { ActivityRecord } from '../../src/shared/model';
import { sayCause, sayClient, sayOutcome, sayTook, sayWhen } from '../../src/shared/say-activity';

const [en, ja] = [texts('en'), texts('ja')];

function record(id: number, over: Partial<ActivityRecord> = {}): ActivityRecord {
  return { id, at: id * 1000, client: 'claude-code', server: 'notes', method: 'tools/list', outcome: 'ok', ...over };
}
const call = (id: number, over: Partial<ActivityRecord> = {}) =>
  record(id, { method: 'tools/call', name: 'read_note', ...over });

describe('a request in words', () => {
  it('names the client, and the bridge by a name of its own', () => {
    const clients = [{ id: 'claude-code', name: 'Claude Code' } as const];
    expect(sayClient('claude-code', clients, en)).toBe('Claude Code');
    expect(sayClient('bridge', clients, en)).toBe('Bridge');
    expect(sayClient('bridge', clients, ja)).toBe('ブリッジ');
    expect(sayClient('gone', clients, en)).toBe('gone');
  });

  it('tells an error of a tool from one of anything else', () => {
    expect(sayOutcome(call(1, { outcome: 'error' }), en)).toBe('Tool error');
    expect(sayOutcome(record(1, { outcome: 'error' }), en)).toBe('Error');
    expect(sayOutcome(call(1, { outcome: 'refused' }), ja)).toBe('拒否');
  });

  it('takes milliseconds, then seconds, and nothing while it runs', () => {
    const took = (milliseconds?: number) => sayTook(record(1, milliseconds === undefined ? {} : { milliseconds }), en);
    expect([took(), took(0), took(940), took(1240), took(61_300)]).toEqual(['', '1 ms', '940 ms', '1.2 s', '61 s']);
  });

  it('gives the sentence of its cause, and the bare code of a later version', () => {
    const cause = (code: string, params = {}) => sayCause(call(1, { outcome: 'failed', code, params }), en);
    expect(cause('connection-refused', { host: 'notes.example:8443' })).toBe('Nothing answers at notes.example:8443.');
    expect(cause('of-a-later-version')).toBe('of-a-later-version');
    expect(sayCause(call(1), en)).toBeUndefined();
  });

  it('says the day where it is another one', () => {
    const noon = new Date(2026, 2, 14, 12, 5, 9).getTime();
    expect(sayWhen(noon, noon + 1000, 'en')).toBe('12:05:09');
    expect(sayWhen(noon, noon + 86_400_000, 'en')).toBe('3/14, 12:05');
  });
});
