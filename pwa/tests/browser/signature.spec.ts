import type { Locator, Page } from '@playwright/test';
import { expect, SIZES, test } from './support/stage';
import { rowsOf } from './support/store';
import type { Size } from './support/tablet';

interface Signed {
  readonly kind: string;
  readonly recorded_at: string;
  readonly value: { readonly strokes: number[][][] };
}

const PHONE_TURNED: Size = { width: 844, height: 390 };

test('a signature field takes ink over its whole width after the phone was turned', async ({
  stage,
}) => {
  const { page } = await stage.person('p09', SIZES.phone);
  await page.locator('[data-testid=ready-offline][data-ready=true]').waitFor();
  await page.goto(`/inspections/${stage.open}/duty`);
  await page.getByTestId('sign-host_sign').click();
  await page.getByTestId('sign-role').fill('Warden');
  const canvas = page.getByTestId('sign-canvas');
  await stroke(page, canvas, 40, 120);
  expect(await inkOf(canvas, 30, 130)).toBeGreaterThan(0);
  await page.setViewportSize(PHONE_TURNED);
  await expect.poll(() => widthOf(canvas)).toBeGreaterThan(420);
  // What was drawn before still stands, and the new part draws.
  await expect.poll(() => inkOf(canvas, 30, 130)).toBeGreaterThan(0);
  const right = (await widthOf(canvas)) - 40;
  expect(await inkOf(canvas, right - 90, right + 10)).toBe(0);
  await stroke(page, canvas, right - 80, right);
  expect(await inkOf(canvas, right - 90, right + 10)).toBeGreaterThan(0);
  // Back again: all of the ink is in the narrow field.
  await page.setViewportSize(SIZES.phone);
  await expect.poll(() => widthOf(canvas)).toBeLessThan(420);
  const narrow = await widthOf(canvas);
  await expect.poll(() => inkOf(canvas, narrow / 2, narrow)).toBeGreaterThan(0);
  await page.getByTestId('sign-confirm').click();
  await expect(page.getByTestId('signed-host_sign')).not.toHaveCount(0);
  const strokes = await recordedStrokes(page);
  expect(strokes).toHaveLength(2);
  const ends = strokes.map((line) => Math.max(...line.map(([x = 0]) => x)));
  expect(Math.max(...ends)).toBeLessThanOrEqual(narrow);
  expect(Math.max(...ends)).toBeGreaterThan(narrow / 2);
});

test('what is drawn past the border of the field is not recorded', async ({ stage }) => {
  const { page } = await stage.person('p10', SIZES.phone);
  await page.locator('[data-testid=ready-offline][data-ready=true]').waitFor();
  await page.goto(`/inspections/${stage.open}/duty`);
  await page.getByTestId('sign-host_sign').click();
  await page.getByTestId('sign-role').fill('Warden');
  const canvas = page.getByTestId('sign-canvas');
  const width = await widthOf(canvas);
  await stroke(page, canvas, width - 60, width + 200);
  await page.getByTestId('sign-confirm').click();
  await expect(page.getByTestId('signed-host_sign')).not.toHaveCount(0);
  const strokes = await recordedStrokes(page);
  expect(Math.max(...strokes.flat().map(([x = 0]) => x))).toBeLessThanOrEqual(width);
});

const widthOf = (canvas: Locator) => canvas.evaluate((element) => element.clientWidth);

/** Draws a line across the middle of the field; the sheet stands still before. */
async function stroke(page: Page, canvas: Locator, from: number, to: number): Promise<void> {
  await canvas.hover({ position: { x: from, y: 80 } });
  const box = await canvas.boundingBox();
  if (!box) throw new Error('no field to sign in');
  await page.mouse.move(box.x + from, box.y + 80);
  await page.mouse.down();
  await page.mouse.move(box.x + to, box.y + 90, { steps: 12 });
  await page.mouse.up();
}

/** How many pixels carry ink between two places of the field, in CSS pixels. */
function inkOf(canvas: Locator, from: number, to: number): Promise<number> {
  return canvas.evaluate(
    (element, [left, right]) => {
      const field = element as HTMLCanvasElement;
      const ratio = field.width / field.clientWidth;
      const [x, width] = [Math.round(left * ratio), Math.round((right - left) * ratio)];
      const pixels = field.getContext('2d')?.getImageData(x, 0, width, field.height).data;
      return (pixels ?? []).filter((_, index) => index % 4 === 3).filter((alpha) => alpha > 0)
        .length;
    },
    [from, to] as const,
  );
}

/** The strokes of the newest signature on this device. */
async function recordedStrokes(page: Page): Promise<number[][][]> {
  const rows = await rowsOf<{ bytes: Record<string, number> }>(page, 'operations');
  const signed = rows
    .map(({ bytes }) => JSON.parse(textOf(bytes)) as Signed)
    .filter(({ kind }) => kind === 'sign')
    .sort((a, b) => a.recorded_at.localeCompare(b.recorded_at));
  return signed.at(-1)?.value.strokes ?? [];
}

const textOf = (bytes: Record<string, number>) =>
  new TextDecoder().decode(Uint8Array.from(Object.values(bytes)));
