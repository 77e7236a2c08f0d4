import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'fault/**/*.test.ts'],
    globalSetup: ['test/global-setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 240_000,
    maxWorkers: 2,
    // Servers are started and killed for real, on machines that others use too: a second look tells noise from a fault.
    retry: 1,
    pool: 'forks',
    // Each file opens its own server and database; the modules themselves hold no state, so that loading them once for each worker is enough.
    isolate: false,
    execArgv: ['--max-old-space-size=4096'],
  },
});
