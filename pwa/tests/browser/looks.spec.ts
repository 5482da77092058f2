import { expect, test } from './support/fixtures';
import { accessProblems, overflowProblems, targetProblems } from './support/looks';
import { SIZES, Tablet } from './support/tablet';

const BAD = `<!doctype html><html lang="en" data-density="field"><head><title>Bad</title></head><body>
  <main><h1>Bad</h1><img src="data:," style="width:2000px;height:20px">
  <button style="width:20px;height:20px">x</button></main></body></html>`;

test('what judges the screens does find what is wrong', async () => {
  const { page, ...tablet } = await Tablet.fresh('bad', 'http://127.0.0.1', SIZES.phone);
  await page.setContent(BAD);
  expect((await accessProblems(page)).join()).toContain('image-alt');
  expect((await overflowProblems(page)).join()).toContain('px in 390 px: img');
  expect((await targetProblems(page)).join()).toContain('x: 20 × 20 px');
  await tablet.context.close();
});
