import type { Page } from '@playwright/test';
import { InspectPage } from './pages/inspect';
import { readyOffline, signIn } from './pages/sign_in';
import { startChecklist } from './pages/today';
import { expect, test } from './support/fixtures';
import { NextVersion } from './support/next_version';
import { SIZES, Tablet } from './support/tablet';

test('a new version waits for every tab with an inspection, and takes no files from older tabs', async ({
  server,
}) => {
  const place = await NextVersion.before(server.address);
  const tablet = await Tablet.fresh('updates', place.address, SIZES.tablet);
  const inspecting = tablet.page;
  await signIn(inspecting, 'p13');
  await readyOffline(inspecting);
  const [old] = await versions(inspecting);
  const id = await startChecklist(inspecting, 'fire-safety-site', /Hamburg/);
  const other = await tablet.context.newPage();
  place.update();

  await test.step('one tab asks for the new version while the other inspects: it waits', async () => {
    await other.goto('/today');
    await arrived(other);
    await other.reload();
    await expect(other.getByTestId('ready-offline')).toBeVisible();
    expect(await waiting(other)).toBe(true);
    expect(await versions(other)).toContain(old);
  });

  await test.step('the inspection goes on with parts of the app it has not used before', async () => {
    const form = new InspectPage(inspecting);
    await inspecting.getByTestId('submit-open').click();
    await expect(inspecting.getByTestId('submit-confirm')).toBeVisible();
    await inspecting.goBack();
    await form.choose('has_hydrant', 'yes');
  });

  await test.step('it takes over when the inspection is left; the older tabs keep their files', async () => {
    await inspecting.goto(`/inspections/${id}`);
    await expect(inspecting.getByTestId('submit-open')).toBeVisible();
    expect(await waiting(other)).toBe(true);
    await inspecting.getByRole('link', { name: /everything is saved/ }).click();
    await expect.poll(() => waiting(other)).toBe(false);
    expect(await versions(other)).toHaveLength(2);
    await other.locator('nav a[href="/sync"]').click();
    await expect(other.getByTestId('sync-headline')).toBeVisible();
    await tablet.context.setOffline(true);
    await other.locator('nav a[href="/actions"]').click();
    await expect(other.getByRole('heading', { level: 1 })).toHaveText('Actions');
    await tablet.context.setOffline(false);
  });

  await test.step('when no tab of the old version is left, its files go', async () => {
    await other.close();
    await inspecting.goto('/today');
    await expect(inspecting.getByTestId('ready-offline')).toBeVisible();
    await expect.poll(() => versions(inspecting)).toHaveLength(1);
    expect(await versions(inspecting)).not.toContain(old);
    expect(await inspecting.locator('script[src^="/assets-next/"]').count()).toBe(1);
    await inspecting.goto(`/inspections/${id}`);
    await expect(new InspectPage(inspecting).option('has_hydrant', 'yes')).toHaveAttribute(
      'aria-checked',
      'true',
    );
  });
  await tablet.close();
  await place.close();
});

/** The stored versions of the app. */
const versions = (page: Page) =>
  page.evaluate(async () =>
    (await caches.keys()).filter((key) => key.startsWith('fieldseal-app-')),
  );

/** Whether a version is there that has not taken over. */
const waiting = (page: Page) =>
  page.evaluate(async () => !!(await navigator.serviceWorker.getRegistration())?.waiting);

/** The next version has come in whole. */
async function arrived(page: Page): Promise<void> {
  await expect
    .poll(() =>
      page.evaluate(async () => {
        const registration = await navigator.serviceWorker.getRegistration();
        if (!registration?.waiting) await registration?.update();
        return !!registration?.waiting;
      }),
    )
    .toBe(true);
}
