import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const FIELD_TARGET_PX = 48;
const DESK_TARGET_PX = 24;

export type Language = 'en' | 'zh-Hans';
export type Theme = 'light' | 'dark' | 'sun' | 'night';

/** The next page shows itself in this language. */
export async function speak(page: Page, language: Language): Promise<void> {
  await page.evaluate(keepLanguage, language);
  await page.waitForFunction(() => (globalThis as { kept?: true }).kept);
}

/** Runs in a page: keeps a language as the app does, and sets `kept` when it is on the disk. */
export function keepLanguage(wanted: string): void {
  const world = globalThis as { kept?: true };
  delete world.kept;
  localStorage.setItem('fieldseal-language', wanted);
  const open = indexedDB.open('fieldseal-device', 1);
  open.onupgradeneeded = () => open.result.createObjectStore('device');
  open.onsuccess = () => {
    const tx = open.result.transaction('device', 'readwrite');
    tx.objectStore('device').put(wanted, 'fieldseal-language');
    tx.oncomplete = () => {
      open.result.close();
      world.kept = true;
    };
  };
}

/** Shows the page as it stands in these colours. */
export async function colour(page: Page, theme: Theme): Promise<void> {
  await page.evaluate((wanted) => {
    document.documentElement.dataset['theme'] = wanted;
  }, theme);
}

/** What axe-core finds on the page as it stands. */
export async function accessProblems(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const results = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) =>
      `${id}: ${html.slice(0, 160)} ${failureSummary?.split('\n')[1]?.trim() ?? ''}`.trim(),
    ),
  );
}

/** How far the page reaches beyond the right edge, and what reaches there. */
export function overflowProblems(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth } = document.documentElement;
    if (scrollWidth <= innerWidth) return [];
    const wide = [...document.querySelectorAll<HTMLElement>('body *')].filter(
      (element) => element.getBoundingClientRect().right > innerWidth + 1,
    );
    const names = wide.slice(0, 4).map((e) => `${e.tagName.toLowerCase()}.${e.className}`);
    return [`${scrollWidth} px in ${innerWidth} px: ${names.join(', ')}`];
  });
}

/** Targets that a finger in a glove, or at the desk a pointer, would miss. */
export function targetProblems(page: Page): Promise<string[]> {
  return page.evaluate(
    ([field, desk]) => {
      const least = document.documentElement.dataset['density'] === 'desk' ? desk : field;
      const inText = (element: Element) =>
        element.matches('a') && getComputedStyle(element).display === 'inline';
      const targets = document.querySelectorAll<HTMLElement>(
        'button, a[href], select, input:not(.vh), textarea, label:has(input.vh)',
      );
      return [...targets]
        .filter((element) => element.checkVisibility() && !inText(element))
        .filter((element) => !element.closest('.skip') && !element.matches('.skip'))
        .map((element) => ({ element, box: element.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0 && box.height > 0)
        .filter(({ box }) => Math.min(box.width, box.height) + 0.5 < least)
        .map(({ element, box }) => {
          const name = element.getAttribute('data-testid') ?? element.textContent?.trim();
          return `${name?.slice(0, 30)}: ${Math.round(box.width)} × ${Math.round(box.height)} px`;
        });
    },
    [FIELD_TARGET_PX, DESK_TARGET_PX] as const,
  );
}
