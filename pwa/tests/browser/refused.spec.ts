import type { Page } from '@playwright/test';
import { FireSafety } from './pages/fire_safety';
import { readyOffline, signIn } from './pages/sign_in';
import { SyncPage } from './pages/sync';
import { expect, test } from './support/fixtures';
import { accessProblems, overflowProblems } from './support/looks';
import { ScriptTablet } from './support/script_tablet';
import { SIZES } from './support/tablet';

const REFUSED = 'inspection_submitted';
const KITCHEN = /kitchen|厨房/i;
const WHY = '该回答早于提交，予以接收。Recorded before the submit.';

test('an answer that comes too late is kept, explained, and admitted by an officer', async ({
  server,
  device,
}) => {
  const [tablet, desk, colleague] = await Promise.all([
    device('late'),
    device('desk', SIZES.desk),
    ScriptTablet.signedIn(server.address, 'p10'),
  ]);
  const inspection = await colleague.start('fire-safety-site', await colleague.siteOf('sha-pd'));
  inspection.fillClean();
  await colleague.push();
  const form = new FireSafety(tablet.page);
  const sync = new SyncPage(tablet.page);
  const premises = `/inspections/${inspection.id}/premises`;

  await test.step('an answer is changed offline while a colleague submits', async () => {
    await signIn(tablet.page, 'p09');
    await readyOffline(tablet.page);
    await tablet.page.getByTestId(`today-join-${inspection.id}`).click();
    await form.section('premises');
    await tablet.context.setOffline(true);
    await form.choose('has_kitchen', 'yes');
    await form.section('exits');
    await form.type('route_width', '1.37');
    inspection.submit();
    await colleague.push();
  });

  await test.step('it is refused, kept, and the person is told why', async () => {
    await tablet.context.setOffline(false);
    await sync.expectPill('refused');
    await tablet.page.goto('/sync');
    const kept = tablet.page.getByTestId(`refused-${REFUSED}`);
    await expect(kept).toHaveCount(2);
    await expectSound(tablet.page);
    await kept.first().getByRole('button').click();
    await expect(kept).toHaveCount(1);
    await kept.first().getByRole('button').click();
    await sync.expectPill('received');
  });

  await test.step('the officer reopens the inspection', async () => {
    await signIn(desk.page, 'p05');
    await desk.page.goto('/inbox');
    const waiting = desk.page.getByTestId(`quarantine-${REFUSED}`);
    await expect(waiting).toHaveCount(2);
    await expectSound(desk.page);
    await waiting.first().getByRole('link').click();
    await desk.page.getByTestId('reopen').click();
    await desk.page.getByTestId('reason-text').fill(WHY);
    await expectSound(desk.page);
    await desk.page.getByTestId('reason-confirm').click();
    await expect(desk.page.getByTestId('reopen')).toHaveCount(0);
    await new SyncPage(desk.page).deliver();
  });

  await test.step('in its fields stands what was refused and why, not the old answer alone', async () => {
    await sync.deliver();
    await tablet.page.goto(premises);
    await expect(tablet.page.getByTestId('refused-has_kitchen')).toContainText(/submitted|已提交/);
    await expect(form.option('has_kitchen', 'yes')).toHaveAttribute('aria-checked', 'false');
    await form.section('exits');
    await expect(form.field('route_width')).toHaveValue('1.37');
    await expect(tablet.page.getByTestId('refused-route_width')).toContainText('1.37');
    await expectSound(tablet.page);
  });

  await test.step('recorded anew, an answer is refused no more', async () => {
    await form.type('route_width', '1.38');
    await expect(tablet.page.getByTestId('refused-route_width')).toHaveCount(0);
  });

  await test.step('the officer admits the other one', async () => {
    await desk.page.goto('/inbox');
    await desk.page
      .getByTestId(`quarantine-${REFUSED}`)
      .filter({ hasText: KITCHEN })
      .getByTestId('admit')
      .click();
    await expectSound(desk.page);
    await desk.page.getByTestId('reason-text').fill(WHY);
    await desk.page.getByTestId('reason-confirm').click();
    await expect(desk.page.getByTestId('admit')).toHaveCount(1);
  });

  await test.step('on the tablet the answer counts', async () => {
    await sync.deliver();
    await tablet.page.goto(premises);
    await expect(form.option('has_kitchen', 'yes')).toHaveAttribute('aria-checked', 'true');
    await expect(tablet.page.getByTestId('refused-has_kitchen')).toHaveCount(0);
  });
});

async function expectSound(page: Page): Promise<void> {
  expect(await accessProblems(page)).toEqual([]);
  expect(await overflowProblems(page)).toEqual([]);
}
