import { expect, type Page } from '@playwright/test';
import { PASSWORD } from '../support/folders';

/** Signs a demo person in and waits until their first screen stands. */
export async function signIn(page: Page, key: string): Promise<void> {
  if (!new URL(page.url(), 'http://x').pathname.startsWith('/sign-in')) await page.goto('/sign-in');
  await page.getByTestId('sign-in-email').fill(`${key}@harbourline.example`);
  await page.getByTestId('sign-in-password').fill(PASSWORD);
  await page.getByTestId('sign-in-submit').click();
  await expect(page.getByTestId('settings-open').or(page.getByTestId('nav-sync'))).not.toHaveCount(
    0,
  );
}

/** Signs the person out from the screen they are on. */
export async function signOut(page: Page): Promise<void> {
  await page.goto('/today');
  await page.getByTestId('settings-open').click();
  await page.getByTestId('sign-out').click();
  await expect(page.getByTestId('sign-in-submit')).toBeVisible();
}

/** Waits until this device could work without a network. */
export async function readyOffline(page: Page): Promise<void> {
  await page.goto('/today');
  await expect(page.getByTestId('ready-offline')).toHaveAttribute('data-ready', 'true');
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await expect(page.getByTestId('sync-pill')).toHaveAttribute('data-state', 'received');
}
