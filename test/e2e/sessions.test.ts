// A short run of `npm run sessions`.
import { describe, expect, it } from 'vitest';
import { judge, report } from '../broker/sessions/judge';
import { runSessions, whyNoSessions } from '../broker/sessions/sessions';
import { whyNoBrowser } from '../support/auth/browser';

const missing = whyNoSessions() ?? whyNoBrowser();
if (missing !== undefined) console.warn(`skipped: ${missing}`);

describe.skipIf(missing !== undefined)('real clients on one token that ends every few seconds', () => {
  it.each(['announced', 'unannounced'] as const)(
    'fail no call and open no window when its end is %s',
    async (expiry) => {
      const result = await runSessions({ seconds: 8, each: 2, expiry });
      expect(
        judge(result).filter(({ isFine }) => !isFine),
        report(result),
      ).toEqual([]);
    },
    300_000,
  );
});
