// Two projects: fast tests that mirror src/, and end-to-end stories on the built bundles.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    pool: 'forks',
    setupFiles: ['test/support/isolate.ts'],
  },
});
