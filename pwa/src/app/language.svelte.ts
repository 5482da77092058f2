import { overwriteGetLocale } from '../paraglide/runtime.js';

export type Language = 'en' | 'zh-Hans';

const KEY = 'fieldseal-language';

function initial(): Language {
  const kept = localStorage.getItem(KEY);
  if (kept === 'en' || kept === 'zh-Hans') return kept;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh-Hans' : 'en';
}

const first = initial();
let current = $state<Language>(first);

/** The language of the screen; words read through it change at once, also while filling. */
export const language = {
  get now(): Language {
    return current;
  },
  choose(wanted: Language): void {
    current = wanted;
    localStorage.setItem(KEY, wanted);
    document.documentElement.lang = wanted;
  },
};

overwriteGetLocale(() => current);
document.documentElement.lang = first;
