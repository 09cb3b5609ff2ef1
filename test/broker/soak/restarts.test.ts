// A short run of `npm run soak`.
import { describe, expect, it } from 'vitest';
import { soak } from './restarts';

describe('under load', () => {
  it.each(['upstream', 'broker'] as const)(
    'sessions go on after the %s was killed',
    async (victim) => {
      const result = await soak(victim, 3, 3);
      expect(result.failures).toEqual([]);
      expect(result.recovered).toBe(3);
      expect(result.served).toBeGreaterThan(10);
    },
    60_000,
  );
});
