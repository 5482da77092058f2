import { flushSync } from 'svelte';

/** How long one idle moment may be spent on drawing; a frame has 16 ms. */
const SPELL_MS = 8;
/** How long nothing is drawn in idle moments after a touch: the next one is likely to follow. */
const QUIET_MS = 700;
/** How far beyond the screen rows are drawn before they are scrolled to: a screen up and down. */
const AHEAD = '100% 0px';
/** Rows that are drawn around one that is jumped to, so that it stays where it is put. */
const AROUND = 12;

const TOUCHES = ['pointerdown', 'keydown'] as const;

/** Rows that wait to be drawn, in the order of the page. */
const waiting = new Map<Element, () => void>();
let observer: IntersectionObserver | null = null;
let idling = false;
let touchedAt = Number.NEGATIVE_INFINITY;

/**
 * Draws a row when it comes near the screen, before the page is printed, or when the device has
 * nothing else to do, whichever is first: after a moment a long section is there as a whole. Until
 * then its question stands there, for search and for readers; only its controls are missing.
 */
export function drawLater(draw: () => void): (row: Element) => () => void {
  return (row) => {
    waiting.set(row, draw);
    observer ??= openObserver(row.closest('main'));
    observer.observe(row);
    drawWhenIdle();
    return () => forget(row);
  };
}

/** Draws a row that is about to be shown, and those around it. */
export function drawAround(row: Element): void {
  const rows = [...(row.parentElement?.children ?? [])];
  const at = rows.indexOf(row);
  drawAll(rows.slice(Math.max(0, at - AROUND), at + AROUND + 1));
}

/** Puts every question of the section on the page. */
export function drawRest(): void {
  const more = () => document.querySelector('[data-more]');
  for (let next = more(); next && waiting.has(next); next = more()) drawAll([next]);
}

function openObserver(root: Element | null): IntersectionObserver {
  window.addEventListener('beforeprint', drawEverything);
  for (const kind of TOUCHES) window.addEventListener(kind, touched, { capture: true });
  const near = (entries: readonly IntersectionObserverEntry[]) =>
    drawAll(entries.filter(({ isIntersecting }) => isIntersecting).map(({ target }) => target));
  return new IntersectionObserver(near, { root, rootMargin: AHEAD });
}

function drawEverything(): void {
  drawRest();
  drawAll([...waiting.keys()]);
}

function drawAll(rows: readonly Element[]): void {
  flushSync(() => {
    for (const row of rows) drawNow(row);
  });
}

function drawNow(row: Element): void {
  const draw = waiting.get(row);
  forget(row);
  draw?.();
}

function forget(row: Element): void {
  waiting.delete(row);
  observer?.unobserve(row);
  if (waiting.size > 0) return;
  observer?.disconnect();
  observer = null;
  window.removeEventListener('beforeprint', drawEverything);
  for (const kind of TOUCHES) window.removeEventListener(kind, touched, { capture: true });
}

function touched(): void {
  touchedAt = performance.now();
}

function drawWhenIdle(): void {
  if (idling) return;
  idling = true;
  whenIdle(() => {
    idling = false;
    const start = performance.now();
    const quiet = start - touchedAt >= QUIET_MS;
    const end = quiet ? start + SPELL_MS : start;
    while (waiting.size > 0 && performance.now() < end) drawNext();
    if (waiting.size > 0) drawWhenIdle();
  });
}

/** Draws the first row that waits; what is on the screen stays where it is. */
function drawNext(): void {
  const [row] = waiting.keys();
  if (!row) return;
  const scroller = CSS.supports('overflow-anchor', 'auto') ? null : row.closest('main');
  const before = scroller ? row.getBoundingClientRect() : null;
  drawAll([row]);
  if (scroller && before && before.bottom <= scroller.getBoundingClientRect().top) {
    scroller.scrollTop += row.getBoundingClientRect().height - before.height;
  }
}

function whenIdle(work: () => void): void {
  const left = touchedAt + QUIET_MS - performance.now();
  if (left > 0) setTimeout(work, left);
  // WebKit has no idle moments; there a pause between two spells lets taps through.
  else if (typeof requestIdleCallback === 'function') requestIdleCallback(work);
  else setTimeout(work, SPELL_MS);
}
