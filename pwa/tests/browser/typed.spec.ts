import type { Page } from '@playwright/test';
import { FireSafety } from './pages/fire_safety';
import { readyOffline, signIn } from './pages/sign_in';
import { startChecklist } from './pages/today';
import { expect, test } from './support/fixtures';
import { accessProblems, overflowProblems, speak } from './support/looks';
import { SIZES } from './support/tablet';

const PUDONG = /Pudong|浦东/;

test('what is typed into a field outlives the page, whatever the field', async ({ device }) => {
  const { page } = await device('typing');
  await signIn(page, 'p09');
  await readyOffline(page);
  const id = await startChecklist(page, 'fire-safety-site', PUDONG);
  const form = new FireSafety(page);
  await form.premises();

  await test.step('a number: the page goes while the focus is in the field', async () => {
    await form.section('exits');
    await typeAndReload(page, form, 'route_width', '1.25');
    await expect(form.field('route_width')).toHaveValue('1.25');
    await offeredOrRecorded(form, 'route_width');
  });

  await test.step('a number that is none yet stays, is told, and is no answer', async () => {
    await form.field('emergency_light_test').focus();
    await page.keyboard.type('4x');
    await expect(form.saved).toHaveAttribute('data-saved', '');
    await expect(form.saved).toContainText(/not yet an answer|尚未成为回答/);
    await page.reload();
    await expect(form.field('emergency_light_test')).toHaveValue('4x');
    await expect(form.row('emergency_light_test')).toHaveAttribute('data-status', 'unanswered');
    await page.getByTestId('record-emergency_light_test').click();
    await expect(page.getByTestId('why-emergency_light_test')).toBeVisible();
    await looksSound(page);
  });

  await test.step('a code, and a date that is there', async () => {
    await form.section('extinguishers');
    await typeAndReload(page, form, 'ext_id', 'MFZ/ABC4');
    await expect(form.field('ext_id')).toHaveValue('MFZ/ABC4');
    await offeredOrRecorded(form, 'ext_id');
    // Half a date the browser gives to nobody: its keys are told.
    await form.field('ext_service').focus();
    await page.keyboard.type('12');
    await expect(page.getByTestId('half-ext_service')).toContainText('12');
    await page.reload();
    await expect(page.getByTestId('half-ext_service')).toContainText('12');
    await expect(form.saved).toContainText(/not yet|尚未成为回答/);
    await form.field('ext_service').fill('2026-03-12');
    await expect(page.getByTestId('half-ext_service')).toHaveCount(0);
    await page.reload();
    await expect(form.field('ext_service')).toHaveValue('2026-03-12');
    await offeredOrRecorded(form, 'ext_service');
  });

  await test.step('the submit names what is typed and would be left out', async () => {
    await page.goto(`/inspections/${id}/submit`);
    await expect(page.getByTestId('before-typed')).toContainText('4x');
    await looksSound(page);
  });

  await test.step('set right, it is an answer and nothing is named any more', async () => {
    await page.goto(`/inspections/${id}/exits`);
    await form.type('emergency_light_test', '45');
    await page.goto(`/inspections/${id}/submit`);
    await expect(page.getByTestId('submit-confirm')).toBeVisible();
    await expect(page.getByTestId('before-typed')).toHaveCount(0);
  });
});

test('a pause, Enter and the keypad make an answer; full-width signs are the same signs', async ({
  device,
}) => {
  const { page } = await device('pausing', SIZES.phone);
  await signIn(page, 'p09');
  await readyOffline(page);
  await startChecklist(page, 'fire-safety-site', PUDONG);
  const form = new FireSafety(page);
  await form.section('exits');

  await test.step('a pause is enough, without leaving the field', async () => {
    await form.field('route_width').focus();
    await page.keyboard.type('１。２');
    await expect(form.row('route_width')).toHaveAttribute('data-status', 'answered');
    await expect(form.field('route_width')).toBeFocused();
    await form.field('route_width').blur();
    await expect(form.field('route_width')).toHaveValue('1.2');
  });

  await test.step('a comma is the point of a number, for a step from it too', async () => {
    await form.field('route_width').fill('1,5');
    await form.field('route_width').press('Enter');
    await expect(form.field('route_width')).toHaveValue('1.5');
    await form.field('route_width').fill('1,5');
    await form
      .row('route_width')
      .getByRole('button', { name: /^(More|加)$/ })
      .click();
    await expect(form.field('route_width')).toHaveValue('1.51');
  });

  await test.step('a comma that may part thousands is asked about', async () => {
    await form.field('emergency_light_test').fill('1,045');
    await form.field('emergency_light_test').press('Enter');
    await expect(page.getByTestId('why-emergency_light_test')).toBeVisible();
    await expect(form.row('emergency_light_test')).toHaveAttribute('data-status', 'unanswered');
    await looksSound(page);
  });

  await test.step('keys of the keypad are kept as they are pressed', async () => {
    await form.field('emergency_light_test').fill('');
    await page.getByTestId('keypad-emergency_light_test').click();
    for (const key of ['4', '5']) await page.getByTestId(`key-${key}`).click();
    await page.reload();
    await expect(form.field('emergency_light_test')).toHaveValue('45');
    await offeredOrRecorded(form, 'emergency_light_test');
  });
});

/** Types by keys and reloads at once: nothing of the page gets to tidy up. */
async function typeAndReload(
  page: Page,
  form: FireSafety,
  question: string,
  text: string,
): Promise<void> {
  await form.field(question).focus();
  await page.keyboard.type(text);
  await page.reload();
}

/** What came back is an answer already, or it is offered and becomes one by a tap. */
async function offeredOrRecorded(form: FireSafety, question: string): Promise<void> {
  const offer = form.page.getByTestId(`record-${question}`);
  const recorded = form.page.locator(`[data-row^="${question}-"][data-status=answered]`);
  await expect(offer.or(recorded).first()).toBeVisible();
  if (await offer.isVisible()) await offer.click();
  await expect(form.row(question)).toHaveAttribute('data-status', 'answered');
}

async function looksSound(page: Page): Promise<void> {
  expect(await accessProblems(page)).toEqual([]);
  expect(await overflowProblems(page)).toEqual([]);
  await speak(page, 'en');
}
