import type { CDPSession, Locator, Page } from '@playwright/test';

type Box = NonNullable<Awaited<ReturnType<Locator['boundingBox']>>>;

/** What one load of a form took, in ms unless said. */
export interface Load {
  /** From the start of the navigation to the frame in which the first answer can be tapped. */
  readonly ready: number;
  /** Elements of the page in that frame. */
  readonly nodes: number;
}

/** What one tap took, in ms. */
export interface Tap {
  /** From the tap to the end of the next frame. */
  readonly frame: number;
  /** True when that frame showed that the tap was taken. */
  readonly looked: boolean;
  /** From the tap to the answer shown as saved; null where nothing is saved. */
  readonly saved: number | null;
}

/** The names that the probe puts on the page. */
interface Probed {
  fieldsealLoad?: Load;
  fieldsealTap?: { frame?: number; looked?: boolean; saved?: number };
}

/** Watches a page from before its first script; `condition` is when its first answer can be tapped. */
export async function watchLoad(page: Page, first: string): Promise<void> {
  await page.addInitScript((selector) => {
    const look = () => {
      const ready = document.body?.dataset['ready'] ?? document.querySelector(selector);
      if (!ready) return requestAnimationFrame(look);
      return afterFrame(() => {
        const nodes = document.querySelectorAll('*').length;
        (window as Probed).fieldsealLoad = { ready: performance.now(), nodes };
      });
    };
    const afterFrame = (work: () => void) =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = work;
        port2.postMessage(null);
      });
    requestAnimationFrame(look);
  }, first);
}

/** What the load took, as soon as it is known. */
export async function loaded(page: Page): Promise<Load> {
  const known = await page.waitForFunction(() => (window as Probed).fieldsealLoad);
  return (await known.jsonValue()) as Load;
}

/**
 * Taps the middle of an element and measures. `chosen` is the attribute whose value "true" says that
 * an answer is saved, or null for a form that saves nothing.
 */
export async function tap(page: Page, selector: string, chosen: string | null): Promise<Tap> {
  const target = page.locator(selector);
  const box = await restingBox(page, target);
  await page.evaluate(probeTap, { selector, chosen });
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  const done = await page.waitForFunction((wantsSaved) => {
    const { fieldsealTap: tap } = window as Probed;
    return tap?.frame !== undefined && (!wantsSaved || tap.saved !== undefined) ? tap : null;
  }, chosen !== null);
  const found = (await done.jsonValue()) as { frame: number; looked: boolean; saved?: number };
  return { frame: found.frame, looked: found.looked, saved: found.saved ?? null };
}

/** Where an element lies once it is in sight and what is drawn above it moves it no more. */
async function restingBox(page: Page, target: Locator): Promise<Box> {
  let before: Box | null = null;
  for (;;) {
    await target.scrollIntoViewIfNeeded();
    const box = await target.boundingBox();
    if (!box) throw new Error('nothing to tap');
    if (box.x === before?.x && box.y === before.y) return box;
    before = box;
    await rest(page, 0);
  }
}

/** Waits two frames, so that nothing of before is measured with what follows. */
export function rest(page: Page, ms: number): Promise<void> {
  return page.evaluate(
    (pause) =>
      new Promise<void>((done) => {
        setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(() => done())), pause);
      }),
    ms,
  );
}

/** Slows the page's processor down. */
export async function throttle(session: CDPSession, rate: number): Promise<void> {
  await session.send('Emulation.setCPUThrottlingRate', { rate });
}

function probeTap({ selector, chosen }: { selector: string; chosen: string | null }): void {
  const element = document.querySelector(selector);
  if (!element) throw new Error(`nothing to tap: ${selector}`);
  const tap: NonNullable<Probed['fieldsealTap']> = {};
  (window as Probed).fieldsealTap = tap;
  const measure = (event: Event) => {
    removeEventListener('click', measure, true);
    const at = event.timeStamp;
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        tap.frame = performance.now() - at;
      };
      tap.looked =
        element.classList.contains('pressed') || element.getAttribute(chosen ?? '') === 'true';
      port2.postMessage(null);
    });
    if (chosen === null) return;
    const watch = new MutationObserver(() => {
      if (element.getAttribute(chosen) !== 'true') return;
      tap.saved = performance.now() - at;
      watch.disconnect();
    });
    watch.observe(element, { attributeFilter: [chosen] });
  };
  addEventListener('click', measure, true);
}
