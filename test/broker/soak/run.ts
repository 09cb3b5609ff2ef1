// `npm run soak -- [ROUNDS]`: the upstream killed ROUNDS times under load, then the broker as often. 50 by default.
import { soak } from './restarts';

const rounds = Number(process.argv[2] ?? 50);
for (const victim of ['upstream', 'broker'] as const) {
  const result = await soak(victim, rounds);
  const isFine = result.failures.length === 0 && result.recovered === result.clients;
  console.log(`${isFine ? 'pass' : 'FAIL'} ${victim} killed ${rounds} times:`, result);
  if (!isFine) process.exitCode = 1;
}
