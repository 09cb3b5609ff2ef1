// `npm run soak -- [ROUNDS]`: the upstream killed ROUNDS times under load, then the broker as often (50 by default), then
// 100,000 calls whose memory must stay flat.
import { heapOver } from './memory';
import { soak } from './restarts';

const CALLS = 100_000;
const GROWTH_KB = 2_048;
const rounds = Number(process.argv[2] ?? 50);
for (const victim of ['upstream', 'broker'] as const) {
  const result = await soak(victim, rounds);
  const isFine = result.failures.length === 0 && result.recovered === result.clients;
  console.log(`${isFine ? 'pass' : 'FAIL'} ${victim} killed ${rounds} times:`, result);
  if (!isFine) process.exitCode = 1;
}
const memory = await heapOver(CALLS);
const isFlat = memory.after - memory.before < GROWTH_KB && memory.sockets === 0;
console.log(`${isFlat ? 'pass' : 'FAIL'} heap over ${CALLS} calls, kB:`, memory);
if (!isFlat) process.exitCode = 1;
