import type { Page } from '@playwright/test';
import { ROUTES, routeOf } from '../../src/app/routes';
import {
  accessProblems,
  colour,
  type Language,
  overflowProblems,
  speak,
  targetProblems,
} from './support/looks';
import { AUDITOR, INSPECTOR, NOBODY, OFFICER, OWNER, type Screen, show } from './support/screens';
import { expect, SIZES, type Stage, test } from './support/stage';
import type { Size } from './support/tablet';

const LANGUAGES: readonly Language[] = ['en', 'zh-Hans'];
const THEMES = ['light', 'dark'] as const;
const EVERY_THEME = [...THEMES, 'sun', 'night'] as const;
const FIELD: readonly Size[] = [SIZES.tablet, SIZES.phone];
const DESK: readonly Size[] = [SIZES.desk];
const WIDTHS = [320, 390, 820, 1180, 1440] as const;
const SHORTEST_PX = 780;

test('no place of the app is left out here', () => {
  const scene = { open: 'o', submitted: 's', action: { id: 'a', code: 'CA-1' } };
  const shown = [...NOBODY, ...INSPECTOR, ...OWNER, ...OFFICER, ...AUDITOR];
  const judged = shown.map(({ path }) => routeOf(path(scene).replace(/\?.*/, ''))?.route);
  const places = ROUTES.map(({ pattern }) => String(pattern));
  const left = places.filter((place) => !judged.some((route) => String(route?.pattern) === place));
  expect(left).toEqual([]);
});

for (const language of LANGUAGES) {
  test(`nobody can read and reach the sign-in in ${language}`, async ({ stage }) => {
    const { page } = await stage.nobody(SIZES.tablet);
    await page.goto('/sign-in');
    expect(await problemsOf(page, NOBODY, [...FIELD, ...DESK], language, stage)).toEqual([]);
  });

  test(`an inspector can read and reach everything in ${language}`, async ({ stage }) => {
    const { page } = await stage.person('p09', SIZES.tablet);
    expect(await problemsOf(page, INSPECTOR, FIELD, language, stage)).toEqual([]);
  });

  test(`an owner can read and reach everything in ${language}`, async ({ stage }) => {
    const { page } = await stage.person('p14', SIZES.phone);
    expect(await problemsOf(page, OWNER, FIELD, language, stage)).toEqual([]);
  });

  test(`an officer can read and reach everything in ${language}`, async ({ stage }) => {
    const { page } = await stage.person('p05', SIZES.desk);
    expect(await problemsOf(page, OFFICER, DESK, language, stage)).toEqual([]);
  });

  test(`an auditor can read and reach everything in ${language}`, async ({ stage }) => {
    const { page } = await stage.person('p08', SIZES.desk);
    expect(await problemsOf(page, AUDITOR, DESK, language, stage)).toEqual([]);
  });
}

/** Everything that is wrong with these screens, each with the place where it was seen. */
async function problemsOf(
  page: Page,
  screens: readonly Screen[],
  sizes: readonly Size[],
  language: Language,
  stage: Stage,
): Promise<string[]> {
  const problems: string[] = [];
  await speak(page, language);
  for (const screen of screens) {
    await page.setViewportSize(sizes[0] ?? SIZES.tablet);
    await show(page, screen, stage);
    for (const size of sizes) {
      await page.setViewportSize(size);
      const found = await targetProblems(page);
      for (const theme of size === sizes[0] ? EVERY_THEME : THEMES) {
        await colour(page, theme);
        found.push(...(await accessProblems(page)).map((one) => `${theme} ${one}`));
      }
      problems.push(...found.map((one) => `${screen.name} ${size.width}: ${one}`));
    }
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: SHORTEST_PX });
      const found = await overflowProblems(page);
      problems.push(...found.map((one) => `${screen.name} ${width}: ${one}`));
    }
  }
  return problems;
}
