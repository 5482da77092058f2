import { join } from 'node:path';
import { WORK } from './support/folders';
import { colour, type Language, speak } from './support/looks';
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
