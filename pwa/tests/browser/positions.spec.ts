import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { InspectPage } from './pages/inspect';
import { readyOffline, signIn } from './pages/sign_in';
import { startChecklist } from './pages/today';
import { expect, test } from './support/fixtures';
import { ROOT, serverEnvironment } from './support/folders';
import { accessProblems, overflowProblems, speak, targetProblems } from './support/looks';
import type { DemoServer } from './support/server';
import { SIZES } from './support/tablet';

const HALL = { latitude: 31.2304167, longitude: 121.4737012, accuracy: 11.3 };

test('a place is measured, written by hand, told why not, and stands in the verdict', async ({
  server,
  device,
}) => {
  await withPlaces(server);
  const { page, context } = await device('places', SIZES.phone);
  await context.grantPermissions(['geolocation'], { origin: server.address });
  await context.setGeolocation(HALL);
  await signIn(page, 'p09');
  await speak(page, 'en');
  await readyOffline(page);
  const id = await startChecklist(page, 'places', /Pudong/);
  const form = new InspectPage(page);
  await form.section('wiring');

  await test.step('the device measures it without a network, with its accuracy', async () => {
    await context.setOffline(true);
    await page.getByTestId('position-board').click();
    await expect(page.getByTestId('point-board')).toHaveText(
      '31.230417, 121.473701, accurate to 12 m',
    );
    await expect(page.getByTestId('latitude-board')).toHaveValue('31.230417');
    await expect(form.row('board')).toHaveAttribute('data-status', /answered|unscored/);
  });

  await test.step('refused, it says what to do, and a point is written by hand', async () => {
    await context.clearPermissions();
    const cdp = await context.newCDPSession(page);
    await cdp.send('Browser.setPermission', {
      permission: { name: 'geolocation' },
      setting: 'denied',
      origin: server.address,
    });
    await page.getByTestId('position-gate').click();
    await expect(page.getByTestId('no-position-gate')).toContainText('may not use the position');
    await page.getByTestId('latitude-gate').fill('131.23');
    await page.getByTestId('longitude-gate').fill('121.4737');
    await page.getByTestId('longitude-gate').press('Enter');
    await expect(page.getByTestId('why-gate')).toContainText('between −90 and 90');
    await page.getByTestId('latitude-gate').fill('31,23');
    await page.getByTestId('longitude-gate').press('Enter');
    await expect(page.getByTestId('point-gate')).toHaveText('31.23, 121.4737, written by hand');
    await expect(page.getByTestId('why-gate')).toHaveCount(0);
  });

  await test.step('both are there after a reload; both pasted into one field are parted', async () => {
    await page.reload();
    await expect(page.getByTestId('point-board')).toContainText('accurate to 12 m');
    await expect(page.getByTestId('latitude-gate')).toHaveValue('31.23');
    await page.getByTestId('latitude-gate').fill('');
    await page.getByTestId('longitude-gate').fill('');
    await page.getByTestId('latitude-gate').fill('31.5, 121.5');
    await expect(page.getByTestId('longitude-gate')).toHaveValue('121.5');
    await page.getByTestId('longitude-gate').press('Enter');
    await expect(page.getByTestId('point-gate')).toHaveText('31.5, 121.5, written by hand');
    expect(await accessProblems(page)).toEqual([]);
    expect(await overflowProblems(page)).toEqual([]);
    expect(await targetProblems(page)).toEqual([]);
  });

  await test.step('the server takes them, and the verdict says them in both languages', async () => {
    await context.setOffline(false);
    await expect(page.getByTestId('sync-pill').first()).toHaveAttribute('data-state', 'received');
    await page.goto(`/inspections/${id}/submit`);
    await page.getByTestId('submit-confirm').click();
    const said = page.getByTestId('verdict-positions');
    await expect(said).toContainText('31.230417, 121.473701, accurate to 12 m');
    await expect(said).toContainText('31.5, 121.5, written by hand');
    await expect(page.getByTestId('verdict-server')).toHaveAttribute('data-same', 'true');
    await speak(page, 'zh-Hans');
    await page.reload();
    await expect(said).toContainText('精度 12 米');
    await expect(said).toContainText('手工填写');
  });

  await test.step('so does the desk, which has them from the server', async () => {
    const desk = await device('desk', SIZES.desk);
    await signIn(desk.page, 'p05');
    await speak(desk.page, 'en');
    await desk.page.goto(`/inspections/${id}/verdict`);
    await expect(desk.page.getByTestId('verdict-positions')).toContainText('accurate to 12 m');
  });
});

/** The server goes on with a checklist that asks for places. */
async function withPlaces(server: DemoServer): Promise<void> {
  await server.stop();
  const script = join(ROOT, 'pwa/tests/browser/support/publish_places.py');
  const child = spawn(join(ROOT, '.venv/bin/python'), [script, '--data', server.data], {
    cwd: ROOT,
    env: serverEnvironment(),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`the checklist was not published: ${code}`);
  await server.start();
}
