import { defineConfig } from '@playwright/test';
import type { EngineOptions } from './tests/engines/support/fixtures';

const MINUTE_MS = 60_000;

/** The same journeys in each engine; one that is not installed is skipped and named. */
const engines = (['chromium', 'firefox', 'webkit'] as const).map((engine) => ({
  name: engine,
  testDir: 'tests/engines',
  testMatch: '**/*.spec.ts',
  timeout: 8 * MINUTE_MS,
  use: { engine },
}));

/** Journeys in real browsers against a real server; `shots` only draws every screen. */
export default defineConfig<EngineOptions>({
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
  reporter: [['list'], ['./tests/engines/support/told.ts']],
  projects: [
    { name: 'tests', testIgnore: '**/shots.spec.ts' },
    { name: 'shots', testMatch: '**/shots.spec.ts', timeout: 10 * MINUTE_MS },
    ...engines,
  ],
});
