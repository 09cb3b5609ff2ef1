// `npm run sessions -- [MINUTES] [announced|unannounced]`: five sessions each of Claude Code and Qwen Code on one token
// that ends every few seconds, for MINUTES (5 by default); with both ways of knowing its end, unless one is named.

import { whyNoBrowser } from '../../support/auth/browser';
import { setup as build } from '../../support/build';
import { judge, report } from './judge';
import { type Expiry, runSessions, whyNoSessions } from './sessions';

const WAYS: readonly Expiry[] = ['announced', 'unannounced'];
const [minutes = '5', named] = process.argv.slice(2);
const seconds = Number(minutes) * 60;
const ways = WAYS.filter((way) => named === undefined || way === named);
const missing = whyNoSessions() ?? whyNoBrowser();
if (missing !== undefined) throw new Error(missing);
if (!(seconds > 0) || ways.length === 0)
  throw new Error('usage: npm run sessions -- [MINUTES] [announced|unannounced]');
build();
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => interrupted.abort());
for (const expiry of ways) {
  const result = await runSessions({ seconds, each: 5, expiry, signal: interrupted.signal });
  console.log(report(result));
  if (!judge(result).every(({ isFine }) => isFine)) process.exitCode = 1;
}
