import { speak } from './support/looks';
import { expect, SIZES, test } from './support/stage';

test('what is missing stands by section, closed with its count, and leads to its question', async ({
  stage,
}) => {
  const { page } = await stage.person('p09', SIZES.phone);
  await page.locator('[data-testid=ready-offline][data-ready=true]').waitFor();
  await speak(page, 'en');
  await page.goto(`/inspections/${stage.open}/submit`);
  const exits = page.locator('details[data-testid^=missing-]').nth(1);
  await expect(exits).not.toHaveAttribute('open');
  const said = (await exits.locator('summary').textContent()) ?? '';
  const count = Number(/: (\d+) missing/.exec(said)?.[1]);
  expect(count).toBeGreaterThan(1);
  await exits.locator('summary').click();
  const links = exits.getByRole('link');
  await expect(links).toHaveCount(count);
  const wanted = await links.last().getAttribute('href');
  await links.last().click();
  const row = page.locator(`[data-row="${wanted?.split('#')[1]}"]`);
  await expect(row).toBeInViewport();
  await expect(row.locator(':focus')).toHaveCount(1);
  await page.getByTestId('submit-open').click();
  await expect(exits).toBeVisible();
});

test('a timeline tells what was done', async ({ stage }) => {
  const { page } = await stage.person('p14', SIZES.phone);
  const told = { en: 'Fieldseal raised it', 'zh-Hans': 'Fieldseal 提出了此事项' } as const;
  for (const language of ['en', 'zh-Hans'] as const) {
    await speak(page, language);
    await page.goto(`/actions/${stage.action.id}`);
    await expect(page.locator('.tl')).toContainText(told[language]);
  }
});
