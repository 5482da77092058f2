import { setTimeout as pause } from 'node:timers/promises';
import type { Operation } from '../../src/domain';
import { FireSafety } from './pages/fire_safety';
import { readyOffline, signIn } from './pages/sign_in';
import { SyncPage } from './pages/sync';
import { startChecklist } from './pages/today';
import { expect, test } from './support/fixtures';
import { busyHand } from './support/hand';
import { keptOn, lostOf, recordedIn, tornIn } from './support/kept';
import type { Tablet } from './support/tablet';

const PUDONG = /Pudong|浦东/;
const QUESTIONS = ['routes_clear', 'exits_unlocked', 'doors_outward', 'assembly_point'] as const;
/** `npm --prefix pwa run kills -- 100` says how many; a few stand with the other tests. */
const KILLS = Number(process.env['FIELDSEAL_KILLS']) || 5;
const KILLS_OF_ONE = 20;
const WORK_MS_MAX = 900;
const ONE_KILL_MS = 60_000;
/** A photo is begun, sent and asked for, each by a request of its own. */
const ONE_PHOTO_MS = 5_000;
/** A profile that was killed is looked over by its browser first, on a machine that may be busy. */
const OPENS_MS = 60_000;

test('a browser killed at any moment has kept what it called saved, and nothing by halves', async ({
  device,
}) => {
  test.setTimeout((KILLS + 3) * ONE_KILL_MS + KILLS * 10 * ONE_PHOTO_MS);
  const tablet = await device('killed');
  await signIn(tablet.page, 'p09');
  await readyOffline(tablet.page);
  await tablet.context.setOffline(true);
  let id = '';
  let claims = 0;
  let taps = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    if (kill % KILLS_OF_ONE === 0)
      id = await startChecklist(tablet.page, 'fire-safety-site', PUDONG);
    const before = await recorded(tablet, id);
    await open(tablet, id);
    const seen = await busyHand(tablet.page, QUESTIONS);
    // The first tap is the zero of the clock, so that a slow machine is killed in its work too.
    await expect.poll(() => seen.taps, { intervals: [5] }).toBeGreaterThan(0);
    await pause(Math.random() * WORK_MS_MAX);
    await tablet.kill();
    await tablet.open({ offline: true });
    await open(tablet, id);
    await test.step(`kill ${kill + 1}: ${seen.taps} taps, ${seen.claims.length} claims`, async () => {
      const kept = await keptOn(tablet.page);
      expect(tornIn(kept)).toEqual([]);
      const now = recordedIn(kept).filter(({ subject }) => subject === id);
      // Photos are counted as they stand on the screen, from the first on.
      const fresh = now.filter(({ kind }, at) => kind === 'attach' || at >= before.length);
      expect(lostOf(seen.claims, fresh)).toEqual([]);
      await expectShown(tablet, now);
    });
    claims += seen.claims.length;
    taps += seen.taps;
  }
  // A hand that was never told of a save would prove nothing.
  expect(claims).toBeGreaterThan(KILLS);
  const operations = recordedIn(await keptOn(tablet.page)).length;
  process.stdout.write(
    `${KILLS} kills, ${taps} taps, ${claims} times called saved, ${operations} operations kept, 0 lost, 0 torn\n`,
  );
  await test.step('all of it arrives', async () => {
    const { files } = await keptOn(tablet.page);
    await tablet.context.setOffline(false);
    await tablet.page.goto('/sync');
    const headline = tablet.page.getByTestId('sync-headline');
    const timeout = ONE_KILL_MS + files.length * ONE_PHOTO_MS;
    await expect(headline).toHaveAttribute('data-files', '0', { timeout });
    await new SyncPage(tablet.page).expectDelivered({ photos: files.length });
  });
});

async function open({ page }: Tablet, id: string): Promise<void> {
  await page.goto(`/inspections/${id}/exits`);
  await expect(new FireSafety(page).row(QUESTIONS[0])).toBeVisible({ timeout: OPENS_MS });
}

async function recorded({ page }: Tablet, id: string): Promise<Operation[]> {
  return recordedIn(await keptOn(page)).filter(({ subject }) => subject === id);
}

/** The screen shows the last answer of each question, and every photo. */
async function expectShown({ page }: Tablet, operations: readonly Operation[]): Promise<void> {
  const form = new FireSafety(page);
  for (const question of QUESTIONS) {
    const here = operations.filter((one) => one.question === question);
    const photos = here.filter(({ kind }) => kind === 'attach');
    await expect(form.photos(question)).toHaveCount(photos.length);
    const answer = here.findLast(({ kind }) => kind === 'answer');
    const given = form.row(question).locator('[role=radio][aria-checked=true]');
    await expect(given).toHaveCount(answer ? 1 : 0);
    if (answer)
      await expect(given).toHaveAttribute('data-testid', `answer-${question}-${answer.value}`);
  }
}
