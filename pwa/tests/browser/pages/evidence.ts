import { join } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import { freshFolder } from '../support/folders';

/** Builds the pack of a period at a site in the browser and gives the downloaded file. */
export async function buildPack(page: Page, from: string, site: RegExp): Promise<string> {
  await page.goto('/evidence');
  await page.getByTestId('pack-from').fill(from);
  await page.getByRole('button', { name: site }).click();
  await page.getByTestId('pack-build').click();
  await expect(page.getByTestId('pack-job')).toHaveAttribute('data-state', 'done', {
    timeout: 120_000,
  });
  const download = page.waitForEvent('download');
  await page.getByTestId('pack-download').first().click();
  const path = join(freshFolder('pack'), 'pack.zip');
  await (await download).saveAs(path);
  return path;
}

/** Drops a file on the Verify screen and gives what it says. */
export async function dropOnVerify(page: Page, path: string): Promise<Locator> {
  await page.goto('/verify');
  await page.getByTestId('verify-file').setInputFiles(path);
  return page.getByTestId('verify-result');
}
