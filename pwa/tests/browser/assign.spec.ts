import type { Page } from '@playwright/test';
import { Panel } from './pages/desk';
import { signIn } from './pages/sign_in';
import { expect, test } from './support/fixtures';
import { accessProblems } from './support/looks';
import { SIZES } from './support/tablet';

test('an action is given by keys alone to somebody who may own it', async ({ device }) => {
  const { page } = await device('officer', SIZES.desk);
  const desk = await givenAction(page, 'p05');
  await page.keyboard.press('a');
  const options = page.getByTestId('owner-option');
  await expect(options.first()).toBeVisible();
  const offered = await options.count();
  expect(offered).toBeLessThan(20);
  for (const option of await options.all()) await expect(option).toContainText('责任人');
  expect(await accessProblems(page)).toEqual([]);

  await page.getByTestId('owner-find').focus();
  await page.keyboard.type('zzz');
  await expect(options).toHaveCount(0);
  await page.getByTestId('owner-find').fill('he guang');
  await expect(options).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await expect(options.getByRole('radio')).toBeChecked();
  await page.getByTestId('reason-text').fill('He keeps the doors.');
  await page.getByTestId('reason-confirm').click();
  await expect(desk.panel.getByTestId('move-done')).toBeVisible();
  await expect(desk.panel.getByTestId('move-refused')).toHaveCount(0);
});

test('everybody who is offered can be given it: none is refused afterwards', async ({ device }) => {
  const { page } = await device('officer', SIZES.desk);
  const desk = await givenAction(page, 'p06');
  await desk.panel.getByTestId('move-reassign').click();
  const option = page.getByTestId('owner-option').first();
  await expect(page.getByTestId('reason-confirm')).toBeDisabled();
  await option.getByRole('radio').check();
  await page.getByTestId('reason-text').fill('Shared out.');
  await page.getByTestId('reason-confirm').click();
  await expect(desk.panel.getByTestId('move-done')).toBeVisible();
});

/** The panel of an action that its owner has not submitted. */
async function givenAction(page: Page, officer: string): Promise<Panel> {
  await signIn(page, officer);
  await page.goto('/backlog?state=assigned,accepted,in_progress,returned');
  const name = await page.locator('tr[data-index]').first().getAttribute('data-testid');
  const desk = new Panel(page);
  await desk.open(name?.replace('row-', '') ?? '');
  return desk;
}
