import { signIn } from './pages/sign_in';
import { expect, test } from './support/fixtures';
import { accessProblems } from './support/looks';
import { SIZES } from './support/tablet';

const REFUSED = { en: /password/i, 'zh-Hans': /密码/ } as const;

test('a wrong password is refused in the language of the screen, and the right one lets in', async ({
  device,
}) => {
  const { page } = await device('door', SIZES.phone);
  await page.goto('/sign-in');
  for (const words of [REFUSED.en, REFUSED['zh-Hans']]) {
    await page.getByTestId('sign-in-email').fill('p09@harbourline.example');
    await page.getByTestId('sign-in-password').fill('not the password');
    await page.getByTestId('sign-in-submit').click();
    await expect(page.getByRole('alert')).toHaveText(words);
    expect(await accessProblems(page)).toEqual([]);
    await page.getByTestId('language-switch').click();
  }
  await signIn(page, 'p09');
  await expect(page).toHaveURL(/\/today$/);
});

test('a shared address is asked for again after signing in', async ({ device }) => {
  const { page } = await device('link', SIZES.desk);
  await page.goto('/backlog');
  await expect(page).toHaveURL(/\/sign-in\?to=/);
  await signIn(page, 'p05');
  await expect(page).toHaveURL(/\/backlog$/);
});

test('a pack can be checked by somebody who has no account', async ({ device }) => {
  const { page } = await device('stranger', SIZES.phone);
  await page.goto('/sign-in');
  await page.getByTestId('verify-open').click();
  const name = 'not-a-pack.zip';
  const buffer = Buffer.from('this is no pack');
  await page
    .getByTestId('verify-file')
    .setInputFiles({ name, mimeType: 'application/zip', buffer });
  await expect(page.getByTestId('verify-result')).toHaveAttribute('data-code', '2');
});
