// These run in the page: they may use nothing of this file but what they are given.

interface Watched {
  /** Whether the tap struck what was meant; unknown until it came. */
  struck?: boolean;
  /** Stops watching. */
  end?: () => void;
}

/** Why the first match cannot be tapped now; nothing when it can. Brings it into sight. */
export async function whyNot(selector: string): Promise<string> {
  const element = document.querySelector<HTMLElement>(selector);
  if (!element) return `${selector} is not there`;
  if ((element as HTMLButtonElement).disabled) return `${selector} is disabled`;
  element.scrollIntoView({ block: 'center', behavior: 'instant' });
  const before = element.getBoundingClientRect();
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const { x, y, width, height } = element.getBoundingClientRect();
  if (x !== before.x || y !== before.y) return `${selector} moves`;
  if (width === 0 || height === 0) return `${selector} is not visible`;
  const top = document.elementFromPoint(x + width / 2, y + height / 2);
  if (top && element.contains(top)) return '';
  return `${selector} is covered by ${top?.outerHTML.slice(0, 80) ?? 'nothing'}`;
}

/** Lets the next tap through only where it is meant to go: the screen may move under the finger. */
export function watchTap(selector: string): void {
  const watched = globalThis as Watched;
  watched.end?.();
  delete watched.struck;
  const parts = ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click'];
  const guard = (event: Event): void => {
    const meant = (event.target as Element).closest(selector) !== null;
    if (!meant) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    if (event.type !== 'click') return;
    watched.struck = meant;
    watched.end?.();
  };
  for (const part of parts) addEventListener(part, guard, true);
  watched.end = () => {
    for (const part of parts) removeEventListener(part, guard, true);
  };
}

/** Why the tap that was watched counts for nothing; nothing when it struck. */
export function whyMissed(): string {
  return (globalThis as Watched).struck === true ? '' : 'the tap went elsewhere';
}
