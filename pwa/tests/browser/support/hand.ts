import type { Page } from '@playwright/test';

/** What the screen has called saved: a choice shown as given, or so many photos at a question. */
export type Claim =
  | { readonly question: string; readonly choice: string }
  | { readonly question: string; readonly photos: number };

/** What a hand has done and seen, until its page was gone. */
export interface Seen {
  readonly claims: Claim[];
  taps: number;
}

const PAUSE_MS_MAX = 90;
const PHOTO_SHARE = 0.2;

/**
 * Taps answers and takes photos in the open section without ever waiting for a save, and tells what
 * the screen calls saved at the moment at which it does. Ends with the page.
 */
export async function busyHand(page: Page, questions: readonly string[]): Promise<Seen> {
  const seen: Seen = { claims: [], taps: 0 };
  await page.exposeBinding('claimed', (_, claim: Claim) => void seen.claims.push(claim));
  await page.exposeBinding('tapped', () => {
    seen.taps += 1;
  });
  await page.evaluate(inPage, { questions, PAUSE_MS_MAX, PHOTO_SHARE });
  return seen;
}

type Told = typeof globalThis & {
  claimed: (claim: Claim) => void;
  tapped: () => void;
};

/** Runs in the page. */
function inPage(given: {
  questions: readonly string[];
  PAUSE_MS_MAX: number;
  PHOTO_SHARE: number;
}): void {
  const { questions, PAUSE_MS_MAX: pause, PHOTO_SHARE: share } = given;
  const world = globalThis as Told;
  const below = (count: number) => Math.floor(Math.random() * count);
  const all = (id: string) => [...document.querySelectorAll<HTMLElement>(`[data-testid^="${id}"]`)];

  function watch(question: string): void {
    const row = document.querySelector(`[data-row^="${question}-"]`);
    if (!row) throw new Error(`${question} is not on this screen`);
    let photos = all(`photo-${question}`).length;
    const look = (changes: MutationRecord[]) => {
      for (const { target, type } of changes) {
        const { testid = '' } = (target as HTMLElement).dataset;
        const given = (target as HTMLElement).getAttribute?.('aria-checked') === 'true';
        const choice = testid.replace(`answer-${question}-`, '');
        if (type === 'attributes' && given) world.claimed({ question, choice });
      }
      const now = all(`photo-${question}`).length;
      if (now > photos) world.claimed({ question, photos: now });
      photos = now;
    };
    const options = { subtree: true, childList: true, attributeFilter: ['aria-checked'] };
    new MutationObserver(look).observe(row, options);
  }

  function tap(question: string): void {
    const free = all(`answer-${question}-`).filter((one) => one.ariaChecked !== 'true');
    free[below(free.length)]?.click();
  }

  /** A small picture that nobody took before. */
  function photograph(question: string): Promise<void> {
    const canvas = Object.assign(document.createElement('canvas'), { width: 24, height: 24 });
    const picture = canvas.getContext('2d');
    const pixels = new ImageData(24, 24);
    crypto.getRandomValues(pixels.data);
    picture?.putImageData(pixels, 0, 0);
    return new Promise((resolve) => {
      canvas.toBlob((blob) => {
        const input = document.querySelector<HTMLInputElement>(
          `[data-testid="photo-input-${question}"]`,
        );
        const chosen = new DataTransfer();
        if (blob) chosen.items.add(new File([blob], 'taken.png', { type: 'image/png' }));
        if (input && !input.disabled) {
          input.files = chosen.files;
          input.dispatchEvent(new Event('change', { bubbles: true }));
        }
        resolve();
      }, 'image/png');
    });
  }

  async function work(): Promise<void> {
    for (;;) {
      const question = questions[below(questions.length)] ?? '';
      world.tapped();
      if (Math.random() < share) await photograph(question);
      else tap(question);
      await new Promise((resolve) => setTimeout(resolve, below(pause)));
    }
  }

  for (const question of questions) watch(question);
  void work();
}
