// `npm run sessions -- [MINUTES] [announced|unannounced]`: five sessions each of Claude Code and Qwen Code on one token
// that ends every few seconds, for MINUTES (5 by default); both ways of knowing its end, unless one is named.
import { whyNoBrowser } from '../../support/auth/browser';
import { judge, report } from './judge';
import { type Expiry, runSessions, whyNoSessions } from './sessions';

const [minutes = '5', named] = process.argv.slice(2);
const ways: readonly Expiry[] = ['announced', 'unannounced'];
const missing = whyNoSessions() ?? whyNoBrowser();
if (missing !== undefined) throw new Error(missing);
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => interrupted.abort());
for (const expiry of ways.filter((way) => named === undefined || way === named)) {
  const { signal } = interrupted;
  const result = await runSessions({ seconds: Number(minutes) * 60, each: 5, expiry, signal });
  console.log(report(result));
  if (!judge(result).every(({ isFine }) => isFine)) process.exitCode = 1;
}
