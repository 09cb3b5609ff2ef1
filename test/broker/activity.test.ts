// What activity keeps of what was said, and for how long.
import { describe, expect, it } from 'vitest';
import { Activity } from '../../src/main/broker/activity';
import type { Peek } from '../../src/main/protocol/messages';
import { realClock } from '../support/fakes';

const peek = (question: unknown): Peek => {
  const main = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'read', arguments: { question } } };
  return { messages: [main], main, batch: false, modern: false };
};

describe('what was said', () => {
  it('is kept while the person wants it, cut short', () => {
    const activity = new Activity(realClock, { keepsContent: () => true });
    const end = activity.begin('claude-code', 'notes', peek('x'.repeat(10_000)));
    end.hear?.(Buffer.from('y'.repeat(10_000)));
    end({ outcome: 'ok' });
    const [{ asked = '', answered = '' } = {}] = activity.list();
    expect([asked.length, answered.length]).toEqual([4096, 4096]);
  });

  it('is gone once nothing is to be kept, also of a call that is under way', () => {
    let keeps = true;
    const activity = new Activity(realClock, { keepsContent: () => keeps });
    const end = activity.begin('claude-code', 'notes', peek('S3CRET'));
    end.hear?.(Buffer.from('before'));
    keeps = false;
    activity.forgetContent();
    end.hear?.(Buffer.from('after'));
    end({ outcome: 'ok' });
    expect(activity.list()).toMatchObject([{ method: 'tools/call', outcome: 'ok' }]);
    expect(activity.list()[0]).not.toHaveProperty('asked');
    expect(activity.list()[0]).not.toHaveProperty('answered');
  });
});
