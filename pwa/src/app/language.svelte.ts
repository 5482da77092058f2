import { overwriteGetLocale } from '../paraglide/runtime.js';

export type Language = 'en' | 'zh-Hans';

const KEY = 'fieldseal-language';

function isLanguage(text: string | null): text is Language {
  return text === 'en' || text === 'zh-Hans';
}

function initial(): Language {
  const kept = localStorage.getItem(KEY);
  if (isLanguage(kept)) return kept;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh-Hans' : 'en';
}

const first = initial();
let current = $state<Language>(first);
const watchers: ((wanted: string) => void)[] = [];

function show(wanted: Language): void {
  current = wanted;
  localStorage.setItem(KEY, wanted);
  document.documentElement.lang = wanted;
}

/** The language of the screen; words read through it change at once, also while filling. */
export const language = {
  get now(): Language {
    return current;
  },
  choose(wanted: Language): void {
    show(wanted);
    for (const call of watchers) call(wanted);
  },
  key: KEY,
  restore(kept: string): void {
    if (isLanguage(kept) && kept !== current) show(kept);
  },
  watch(call: (wanted: string) => void): void {
    watchers.push(call);
  },
};

overwriteGetLocale(() => current);
document.documentElement.lang = first;
