import { defineConfig } from '@playwright/test';

const MINUTE_MS = 60_000;

/** Journeys in a real Chromium against a real server; `shots` only draws every screen. */
export default defineConfig({
  testDir: 'tests/browser',
  outputDir: 'dist-browser/results',
  globalSetup: './tests/browser/support/prepare.ts',
  globalTeardown: './tests/browser/support/tidy.ts',
  workers: 2,
  fullyParallel: true,
  // Shared machines pause at odd moments. A second try is printed as flaky, and a flake is a defect
  // to be looked for: on a developer's machine the first failure counts.
  retries: process.env['CI'] ? 1 : 0,
  forbidOnly: true,
  timeout: 2 * MINUTE_MS,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  projects: [
    { name: 'tests', testIgnore: '**/shots.spec.ts' },
    { name: 'shots', testMatch: '**/shots.spec.ts', timeout: 10 * MINUTE_MS },
  ],
});
