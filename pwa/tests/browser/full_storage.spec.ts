import type { Page } from '@playwright/test';
import { FireSafety } from './pages/fire_safety';
import { readyOffline, signIn } from './pages/sign_in';
import { SyncPage } from './pages/sync';
import { startChecklist } from './pages/today';
import { expect, test } from './support/fixtures';
import { photo } from './support/photos';
import { ServerView } from './support/story';
import { SIZES } from './support/tablet';

const PUDONG = /Pudong|浦东/;

test('when the device refuses to store, the answer is not shown as given and the person is told', async ({
  device,
}) => {
  const { page } = await device('full', SIZES.phone);
  await signIn(page, 'p09');
  await readyOffline(page);
  await startChecklist(page, 'fire-safety-site', PUDONG);
  const form = new FireSafety(page);
  await form.choose('has_hydrant', 'yes');

  await test.step('no room: the tap is refused in words, what was there stays', async () => {
    await refuseToStore(page);
    await form.option('has_kitchen', 'yes').click();
    await expect(page.getByRole('alert')).toBeVisible();
    await expect(form.option('has_kitchen', 'yes')).toHaveAttribute('aria-checked', 'false');
    await expect(form.option('has_hydrant', 'yes')).toHaveAttribute('aria-checked', 'true');
  });

  await test.step('nor can it be submitted without a word', async () => {
    await form.openSubmit();
    const before = await refusals(page);
    await page.getByTestId('submit-confirm').click();
    // The warning of the tap stands here already: only a further refusal shows that this was tried.
    await expect.poll(() => refusals(page)).toBeGreaterThan(before);
    await expect(page.getByRole('alert')).toBeVisible();
    await page.goBack();
  });

  await test.step('room again: the same tap is stored and the warning goes', async () => {
    await storeAgain(page);
    await form.choose('has_kitchen', 'yes');
    await expect(page.getByRole('alert')).toHaveCount(0);
  });
});

test('on a tablet that is full answers still fit, and everything that is stored is sent', async ({
  server,
  device,
}) => {
  const { page, context } = await device('filled', SIZES.phone);
  const seen = new ServerView(server);
  const sync = new SyncPage(page);
  const form = new FireSafety(page);
  let inspection = '';

  await test.step('room for words is laid aside before anything happens', async () => {
    await limitRoom(page);
    await signIn(page, 'p09');
    await readyOffline(page);
    await expect.poll(() => reserves(page)).toBe(10);
  });

  await test.step('offline, a photo is stored, and then there is no room for another byte', async () => {
    await context.setOffline(true);
    inspection = await startChecklist(page, 'fire-safety-site', PUDONG);
    await form.section('exits');
    await form.choose('doors_outward', 'no');
    await form.photograph('doors_outward', photo('door.png', 20));
    await fill(page);
  });

  await test.step('answers are stored and shown as given; the pill says that there is no room', async () => {
    await form.section('premises');
    await form.choose('has_hydrant', 'yes');
    for (const absent of ['has_sprinkler', 'has_control_room', 'has_kitchen'])
      await form.choose(absent, 'no');
    await expect(page.getByRole('alert')).toHaveCount(0);
    expect(await reserves(page)).toBeLessThan(10);
    await page.goto('/sync');
    await sync.expectPill('full_red');
  });

  await test.step('everything goes to the server, full as the tablet is', async () => {
    await context.setOffline(false);
    await sync.expectDelivered({ photos: 1 });
    const { files } = await seen.inspection(inspection);
    expect(files.map(({ received }) => received)).toEqual([true]);
  });
});

/** How many pieces of the reserve there are. */
function reserves(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const all = await indexedDB.databases();
    return all.filter(({ name }) => name?.startsWith('fieldseal-reserve')).length;
  });
}

/** Gives the app little room. Before anything is stored: the browser measures only now and then. */
async function limitRoom(page: Page): Promise<void> {
  await page.goto('/health/live');
  const { origin } = new URL(page.url());
  const control = await page.context().newCDPSession(page);
  await control.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 120_000_000 });
}

/** Takes all the room that is left, to the last hundreds of bytes. */
async function fill(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const opening = indexedDB.open('ballast', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('ballast');
    await new Promise((resolve) => {
      opening.onsuccess = resolve;
    });
    const put = (bytes: Uint8Array, key: string) =>
      new Promise<boolean>((resolve) => {
        const tx = opening.result.transaction('ballast', 'readwrite', { durability: 'strict' });
        tx.objectStore('ballast').put(bytes, key);
        tx.oncomplete = () => resolve(true);
        tx.onabort = () => resolve(false);
      });
    // Values are packed: only random ones take up room.
    const noise = (size: number) => {
      const made = new Uint8Array(size);
      for (let at = 0; at < size; at += 65_536)
        crypto.getRandomValues(made.subarray(at, at + 65_536));
      return made;
    };
    for (const size of [1_000_000, 100_000, 700])
      for (let count = 0; await put(noise(size), `${size}-${count}`); count += 1);
  });
}

type Refusing = typeof globalThis & { put?: IDBObjectStore['put']; refusals?: number };

/** The browser's answer of a full disk; Chromium measures too seldom to be filled in a test. */
function refuseToStore(page: Page): Promise<void> {
  return page.evaluate(() => {
    const store = IDBObjectStore.prototype;
    (globalThis as Refusing).put = store.put;
    store.put = () => {
      const world = globalThis as Refusing;
      world.refusals = (world.refusals ?? 0) + 1;
      throw new DOMException('The disk is full.', 'QuotaExceededError');
    };
  });
}

function refusals(page: Page): Promise<number> {
  return page.evaluate(() => (globalThis as Refusing).refusals ?? 0);
}

function storeAgain(page: Page): Promise<void> {
  return page.evaluate(() => {
    const { put } = globalThis as Refusing;
    if (put) IDBObjectStore.prototype.put = put;
  });
}
