import type { Page } from '@playwright/test';
import { FireSafety } from './pages/fire_safety';
import { readyOffline, signIn } from './pages/sign_in';
import { SyncPage } from './pages/sync';
import { startChecklist } from './pages/today';
import { expect, test } from './support/fixtures';
import { accessProblems, overflowProblems } from './support/looks';
import { photo } from './support/photos';
import { ServerView } from './support/story';
import { SIZES } from './support/tablet';

const PUDONG = /Pudong|浦东/;
const PREMISES = [
  ['has_hydrant', 'yes'],
  ['has_sprinkler', 'no'],
  ['has_control_room', 'no'],
  ['has_kitchen', 'no'],
] as const;
// What Chromium says of a full storage; others write a sentence, and nothing may hang on it.
const MESSAGES = ['', 'The disk is full.'] as const;

for (const [index, message] of MESSAGES.entries()) {
  test(`an answer that the device does not store is told and waits, message ${index}`, async ({
    device,
  }) => {
    test.slow();
    const { page } = await device('full', SIZES.phone);
    await signIn(page, 'p09');
    await readyOffline(page);
    await startChecklist(page, 'fire-safety-site', PUDONG);
    const form = new FireSafety(page);

    await test.step('the first write fails: told in words that stay, nothing shown as given', async () => {
      await refuseToStore(page, { message });
      await form.option('has_hydrant', 'yes').click();
      await expectNotSaved(page, 'full');
      await expect(form.option('has_hydrant', 'yes')).toHaveAttribute('aria-checked', 'false');
      await expect(form.option('has_hydrant', 'yes')).not.toHaveClass(/pressed/);
      await expect(form.row('has_hydrant')).toHaveAttribute('data-unsaved', '1');
      await expect(page.getByTestId('saved-at')).toHaveCount(0);
      await looksSound(page);
    });

    await test.step('room again: one tap writes it, and only then it is shown', async () => {
      await storeAgain(page);
      await page.getByTestId('not-saved-retry').click();
      await expect(form.option('has_hydrant', 'yes')).toHaveAttribute('aria-checked', 'true');
      await expectSettled(page);
      await expect(form.saved).not.toHaveAttribute('data-saved', '');
    });

    await test.step('a later write fails: the footer does not speak of the earlier one', async () => {
      await refuseToStore(page, { message });
      await form.option('has_kitchen', 'yes').click();
      await expectNotSaved(page, 'full');
      await expect(form.option('has_kitchen', 'yes')).toHaveAttribute('aria-checked', 'false');
      await expect(form.option('has_hydrant', 'yes')).toHaveAttribute('aria-checked', 'true');
    });

    await test.step('nor can it be submitted without a word', async () => {
      await form.openSubmit();
      const before = await refusals(page);
      await page.getByTestId('submit-confirm').click();
      // The warning of the tap stands here already: only a further refusal shows that this was tried.
      await expect.poll(() => refusals(page)).toBeGreaterThan(before);
      await expectNotSaved(page, 'full');
      await page.goBack();
    });

    await test.step('given up, nothing is said of any write; the same tap is stored later', async () => {
      await page.getByTestId('not-saved-discard').click();
      await expectSettled(page);
      await expect(form.saved).toHaveAttribute('data-saved', '');
      await storeAgain(page);
      await form.choose('has_kitchen', 'yes');
      await expectSettled(page);
    });
  });
}

test('a photo and a text that find no room wait in the page and arrive after all', async ({
  device,
}) => {
  const { page } = await device('full-photo');
  test.slow();
  await signIn(page, 'p09');
  await readyOffline(page);
  await startChecklist(page, 'fire-safety-site', PUDONG);
  const form = new FireSafety(page);
  await form.section('exits');
  await form.choose('doors_outward', 'no');

  await test.step('only the photo finds no room: it is held here, and the page must stay', async () => {
    await refuseToStore(page, { message: '', store: 'files' });
    await page.getByTestId('photo-input-doors_outward').setInputFiles(photo('door.png', 40));
    await expectNotSaved(page, 'full');
    await expect(page.getByTestId('not-saved')).toContainText(/this open page only|当前打开的页面/);
    await expect(page.getByTestId('unsaved-doors_outward')).toContainText('door.png');
    await expect(form.photos('doors_outward')).toHaveCount(0);
  });

  await test.step('words still fit, and do not make the photo forgotten', async () => {
    await form.choose('exits_unlocked', 'yes');
    await expectNotSaved(page, 'full');
    await looksSound(page);
  });

  await test.step('elsewhere in the app it is not forgotten either', async () => {
    await page.getByTestId('inspect-back').click();
    await expect(page.getByTestId('unsaved-elsewhere')).toBeVisible();
    await page.getByTestId('unsaved-elsewhere').getByRole('link').click();
    await expectNotSaved(page, 'full');
  });

  await test.step('no room at all: what is typed stays in its field', async () => {
    await form.section('exits');
    await refuseToStore(page, { message: '' });
    await form.field('route_width').fill('1.25');
    await form.field('route_width').press('Tab');
    await expect(form.row('route_width')).toHaveAttribute('data-unsaved', '1');
    await expect(form.field('route_width')).toHaveValue('1.25');
  });

  await test.step('room again: all of it is written by one tap, and received', async () => {
    await storeAgain(page);
    await page.getByTestId('not-saved-retry').click();
    await expectSettled(page);
    await expect(form.photos('doors_outward')).toHaveCount(1);
    await expect(form.row('route_width')).toHaveAttribute('data-status', 'answered');
    await new SyncPage(page).expectDelivered({ photos: 1 });
  });
});

test('on a tablet that is full answers still fit, and everything that is stored is sent', async ({
  server,
  device,
}) => {
  // A hundred megabytes are written through a browser that may share its processor with others.
  test.slow();
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
    for (const [question, choice] of PREMISES) {
      // The engine tidies its files up when it likes, and gives room back: that is taken as well.
      await fill(page);
      await form.choose(question, choice);
    }
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

/** Takes all the room that is left, to the last hundreds of bytes; again and again adds to it. */
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
      while (await put(noise(size), crypto.randomUUID()));
    opening.result.close();
  });
}

async function expectNotSaved(page: Page, kind: string): Promise<void> {
  const alert = page.getByTestId('not-saved');
  await expect(alert).toHaveAttribute('role', 'alert');
  await expect(alert).toHaveAttribute('data-kind', kind);
  await expect(alert).toContainText(/Not saved|未保存/);
}

async function expectSettled(page: Page): Promise<void> {
  await expect(page.getByTestId('not-saved')).toHaveCount(0);
  await expect(page.locator('[data-unsaved]:not([data-unsaved="0"])')).toHaveCount(0);
}

async function looksSound(page: Page): Promise<void> {
  expect(await accessProblems(page)).toEqual([]);
  expect(await overflowProblems(page)).toEqual([]);
}

type Refusing = typeof globalThis & { put?: IDBObjectStore['put']; refusals?: number };

/** The browser's answer of a full disk; Chromium measures too seldom to be filled in a test. */
function refuseToStore(page: Page, what: { message: string; store?: string }): Promise<void> {
  return page.evaluate(({ message, store: only }) => {
    const world = globalThis as Refusing;
    const store = IDBObjectStore.prototype;
    world.put ??= store.put;
    const { put } = world;
    store.put = function (this: IDBObjectStore, ...args: [unknown, IDBValidKey?]) {
      // A photo's bytes lie beside its row.
      const names = only === 'files' ? ['files', 'blobs'] : null;
      if (names && !names.includes(this.name)) return put.apply(this, args);
      world.refusals = (world.refusals ?? 0) + 1;
      throw new DOMException(message, 'QuotaExceededError');
    };
  }, what);
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
