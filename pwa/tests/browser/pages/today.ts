import { expect, type Page } from '@playwright/test';

/** Starts a checklist at a site and gives the new inspection's id. */
export async function startChecklist(page: Page, template: string, site: RegExp): Promise<string> {
  await page.goto('/today');
  await page.getByTestId('today-choose').click();
  const sites = page.getByTestId('choose-site');
  const option = sites.locator('option').filter({ hasText: site });
  await sites.selectOption((await option.getAttribute('value')) ?? '');
  await page.getByRole('dialog').getByTestId(`today-start-${template}`).click();
  await expect(page).toHaveURL(/\/inspections\/[0-9a-f-]{36}/);
  return new URL(page.url()).pathname.split('/')[2] ?? '';
}
