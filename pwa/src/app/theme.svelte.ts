export type Theme = 'auto' | 'light' | 'dark' | 'sun' | 'night';

const KEY = 'fieldseal-theme';
const THEMES: readonly Theme[] = ['auto', 'light', 'dark', 'sun', 'night'];

function initial(): Theme {
  const kept = localStorage.getItem(KEY) as Theme | null;
  return kept && THEMES.includes(kept) ? kept : 'auto';
}

let current = $state<Theme>(initial());

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
    current = wanted;
    localStorage.setItem(KEY, wanted);
    show();
  },
  /** One tap for bright sun, one tap back. */
  toggleSun(): void {
    theme.choose(current === 'sun' ? 'auto' : 'sun');
  },
};

show();
