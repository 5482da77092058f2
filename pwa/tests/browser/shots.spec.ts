import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { buildPack } from './pages/evidence';
import { FireSafety } from './pages/fire_safety';
import { startChecklist } from './pages/today';
import { WORK } from './support/folders';
import { colour, type Language, speak } from './support/looks';
import { photo } from './support/photos';
import { INSPECTOR, NOBODY, OFFICER, OWNER, type Screen, show } from './support/screens';
import { SIZES, type Stage, test } from './support/stage';
import type { Tablet } from './support/tablet';

const LANGUAGES: readonly Language[] = ['en', 'zh-Hans'];
const THEMES = ['light', 'dark'] as const;
const FOLDER = join(WORK, 'shots');

test('sign-in', async ({ stage }) => {
  const tablet = await stage.nobody(SIZES.tablet);
  await tablet.page.goto('/sign-in');
  await draw(tablet, NOBODY, ['tablet', 'phone', 'desk'], stage);
});

test('inspector', async ({ stage }) => {
  await draw(
    await stage.person('p09', SIZES.tablet),
    INSPECTOR,
    ['tablet', 'wide', 'phone'],
    stage,
  );
});

test('owner', async ({ stage }) => {
  await draw(await stage.person('p14', SIZES.phone), OWNER, ['phone', 'tablet'], stage);
});

test('officer', async ({ stage }) => {
  await draw(await stage.person('p05', SIZES.desk), OFFICER, ['desk', 'tablet', 'phone'], stage);
});

test('offline', async ({ stage }) => {
  const tablet = await stage.person('p09', SIZES.tablet);
  const { page, context } = tablet;
  await readyToGo(page);
  await context.setOffline(true);
  const id = await startChecklist(page, 'fire-safety-site', /Pudong|浦东/);
  const form = new FireSafety(page);
  await form.premises();
  await form.exits();
  await form.choose('doors_outward', 'no');
  for (const [at, hue] of [20, 120, 220].entries())
    await form.photograph('doors_outward', photo(`${at}.png`, hue));
  const places: readonly Screen[] = [
    { name: 'offline-today', path: () => '/today', ready: 'today-continue' },
    {
      name: 'offline-finding',
      path: () => `/inspections/${id}/exits`,
      ready: 'finding-doors_outward',
      open: toFinding,
    },
    { name: 'offline-submit', path: () => `/inspections/${id}/submit`, ready: 'submit-confirm' },
    { name: 'offline-sync', path: () => '/sync', ready: 'sync-headline' },
  ];
  await draw(tablet, places, ['tablet', 'phone'], stage);
  await context.setOffline(false);
});

test('pack', async ({ stage }) => {
  const tablet = await stage.person('p08', SIZES.desk);
  const pack = await buildPack(tablet.page, today(), /Pudong|浦东/);
  const verify = (page: Page) => page.getByTestId('verify-file').setInputFiles(pack);
  const places: readonly Screen[] = [
    { name: 'pack-listed', path: () => '/evidence', ready: 'pack-download' },
    { name: 'pack-verified', path: () => '/verify', ready: 'verify-result', open: verify },
  ];
  await draw(tablet, places, ['desk', 'phone'], stage);
});

const today = () => new Date().toISOString().slice(0, 10);

const toFinding = (page: Page) =>
  page.getByTestId('finding-doors_outward').scrollIntoViewIfNeeded();

/** Everything is on the tablet before its network goes. */
async function readyToGo(page: Page): Promise<void> {
  await page.goto('/today');
  await page.locator('[data-testid=ready-offline][data-ready=true]').waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
}

/** Draws each screen in each size, language and theme. */
async function draw(
  { page }: Tablet,
  screens: readonly Screen[],
  sizes: readonly (keyof typeof SIZES)[],
  stage: Stage,
): Promise<void> {
  for (const language of LANGUAGES) {
    await speak(page, language);
    for (const screen of screens) {
      for (const size of sizes) {
        await page.setViewportSize(SIZES[size]);
        await show(page, screen, stage);
        for (const theme of THEMES) {
          await colour(page, theme);
          const name = `${screen.name}-${size}-${language}-${theme}.png`;
          await page.screenshot({ path: join(FOLDER, name), animations: 'disabled' });
        }
      }
    }
  }
}
