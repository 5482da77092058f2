export type Theme = 'auto' | 'light' | 'dark' | 'sun' | 'night';

const KEY = 'fieldseal-theme';
const THEMES: readonly Theme[] = ['auto', 'light', 'dark', 'sun', 'night'];

function isTheme(text: string | null): text is Theme {
  return (THEMES as readonly (string | null)[]).includes(text);
}

function initial(): Theme {
  const kept = localStorage.getItem(KEY);
  return isTheme(kept) ? kept : 'auto';
}

let current = $state<Theme>(initial());
const watchers: ((wanted: string) => void)[] = [];

function take(wanted: Theme): void {
  current = wanted;
  localStorage.setItem(KEY, wanted);
  show();
}

function show(): void {
  if (current === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = current;
}

/** The colours of this device. */
export const theme = {
  get now(): Theme {
    return current;
  },
  choose(wanted: Theme): void {
    take(wanted);
    for (const call of watchers) call(wanted);
  },
  key: KEY,
  restore(kept: string): void {
    if (isTheme(kept) && kept !== current) take(kept);
  },
  watch(call: (wanted: string) => void): void {
    watchers.push(call);
  },
  /** One tap for bright sun, one tap back. */
  toggleSun(): void {
    theme.choose(current === 'sun' ? 'auto' : 'sun');
  },
};

show();
