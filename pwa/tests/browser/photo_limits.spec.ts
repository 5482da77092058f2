import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { FireSafety } from './pages/fire_safety';
import { readyOffline, signIn } from './pages/sign_in';
import { SyncPage } from './pages/sync';
import { startChecklist } from './pages/today';
import { expect, test } from './support/fixtures';
import { freshFolder } from './support/folders';
import { accessProblems, overflowProblems } from './support/looks';
import type { Photo } from './support/photos';
import { noise, padded, turned } from './support/pictures';
import { rowsOf } from './support/store';
import { SIZES } from './support/tablet';

const PUDONG = /Pudong|浦东/;
const MB = 1_000_000;
const Q = 'doors_outward';

test('a photo is brought within bounds when it is taken, or refused in words', async ({
  device,
}) => {
  const { page } = await device('photos', SIZES.phone);
  await signIn(page, 'p09');
  await readyOffline(page);
  await startChecklist(page, 'fire-safety-site', PUDONG);
  const form = new FireSafety(page);
  await form.section('exits');
  await form.choose(Q, 'no');

  await test.step('0 bytes are no photo', async () => {
    await take(page, { name: 'empty.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(0) });
    await expect(refused(page)).toContainText('empty.jpg');
    await expect(refused(page)).toContainText(/0 bytes|0 字节/);
    await expect(form.photos(Q)).toHaveCount(0);
    await looksSound(page);
  });

  await test.step('26 MB that nobody can draw are refused with the limit', async () => {
    await take(page, padded('broken.jpg', 'image/jpeg', 26 * MB));
    await expect(refused(page)).toContainText('26.0 MB');
    await expect(refused(page)).toContainText('25.0 MB');
    await expect(form.photos(Q)).toHaveCount(0);
  });

  await test.step('26 MB that can be drawn are made smaller, and it is said', async () => {
    const large = noise('large.png', 3000);
    expect(large.buffer.length).toBeGreaterThan(26 * MB);
    await take(page, large);
    await expect(page.getByTestId(`photo-told-${Q}`)).toContainText('large.png');
    await expect(form.photos(Q)).toHaveCount(1);
    const [kept] = await files(page);
    expect(kept?.type).toBe('image/jpeg');
    expect(kept?.size).toBeLessThanOrEqual(5 * MB);
    expect((await attached(page))[0]).toMatchObject({ name: 'large.jpg', type: 'image/jpeg' });
    await looksSound(page);
  });

  await test.step('made smaller, a photo stands as its camera held it', async () => {
    await take(page, await turned(page, 'turned.jpg', 6 * MB));
    await expect(form.photos(Q)).toHaveCount(2);
    const shown = await page.getByTestId(`photo-${Q}`).nth(1).locator('img').evaluate(sizeOf);
    expect(shown).toEqual({ width: 300, height: 400 });
  });

  await test.step('one within bounds stays byte for byte', async () => {
    const small = noise('small.png', 40);
    await take(page, small);
    await expect(form.photos(Q)).toHaveCount(3);
    expect((await files(page)).map(({ size }) => size)).toContain(small.buffer.length);
  });

  await test.step('all of them arrive, and nothing waits that was not taken', async () => {
    await new SyncPage(page).expectDelivered({ photos: 3 });
  });
});

/** Handed over by its path: so many bytes are slow to send through the browser's own line. */
function take(page: Page, file: Photo): Promise<void> {
  const path = join(freshFolder('photo'), file.name);
  writeFileSync(path, file.buffer);
  return page.getByTestId(`photo-input-${Q}`).setInputFiles(path);
}

function refused(page: Page) {
  return page.getByTestId(`photo-refused-${Q}`);
}

function sizeOf(image: SVGElement | HTMLElement): { width: number; height: number } {
  const { naturalWidth, naturalHeight } = image as HTMLImageElement;
  return { width: naturalWidth, height: naturalHeight };
}

interface Row {
  readonly type: string;
  readonly size: number;
}

/** The rows of files on this device. */
function files(page: Page): Promise<Row[]> {
  return rowsOf<Row>(page, 'files');
}

/** What the attaches on this device say. */
async function attached(page: Page): Promise<unknown[]> {
  const stored = await rowsOf<{ bytes: Record<string, number> }>(page, 'operations');
  const made = stored.map(({ bytes }) => JSON.parse(Buffer.from(Object.values(bytes)).toString()));
  return made.filter(({ kind }) => kind === 'attach').map(({ value }) => value);
}

async function looksSound(page: Page): Promise<void> {
  expect(await accessProblems(page)).toEqual([]);
  expect(await overflowProblems(page)).toEqual([]);
}
