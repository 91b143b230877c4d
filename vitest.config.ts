import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    // The processes under test are real; a slow machine is not a failure, a hang is.
    globalSetup: ['test/globalSetup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Thousands of tests of real processes share a small machine there: what fails twice is a failure, and the report
    // says what needed its second try. At a desk every failure counts.
    retry: process.env['CI'] === 'true' ? 1 : 0,
    reporters: ['default', './test/closingLine.ts'],
  },
});
