// Two projects: fast tests that mirror src/, and end-to-end stories on the built bundles.
import { defineConfig } from 'vitest/config';

const E2E = 'test/e2e/**/*.test.ts';

export default defineConfig({
  test: {
    pool: 'forks',
    setupFiles: ['test/support/isolate.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [E2E],
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: [E2E],
          globalSetup: ['test/support/build.ts'],
          testTimeout: 90_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 20_000 } },
          // Each file runs a browser; two at a time would only make the timings of both worse.
          fileParallelism: false,
        },
      },
    ],
  },
});
