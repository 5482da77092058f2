import { type Words, wordsIn } from '../domain';
import { browserPorts } from '../ports';
import { weekDayIn } from './day_words';
import { language } from './language.svelte';

/** A text for people in the screen's language. */
export function say(words: Words | string | null | undefined): string {
  return typeof words === 'string' ? words : wordsIn(words, language.now);
}

/** Words one after the other, as the language lists them: `a, b and c`; `any`: `a, b or c`. */
export function listed(words: readonly string[], which: 'all' | 'any' = 'all'): string {
  const type = which === 'all' ? 'conjunction' : 'disjunction';
  const locale = language.now === 'en' ? 'en-GB' : 'zh-CN';
  return new Intl.ListFormat(locale, { type }).format(words);
}

/** Basis points as a percentage with two places; never rounded again. */
export function percent(bp: number | null): string {
  if (bp === null) return '–';
  return `${Math.floor(bp / 100)}.${String(bp % 100).padStart(2, '0')}`;
}

/** A whole number with its thousands parted: `1,034`. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Bytes in the unit a person reads. */
export function size(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(1)} MB`;
  return `${bytes === 0 ? 0 : Math.max(1, Math.round(bytes / 1e3))} kB`;
}

/** The time of day, 24 hours. */
export function clockTime(ms: number, seconds = true): string {
  const parts = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const all = seconds ? { ...parts, second: '2-digit' as const } : parts;
  return new Intl.DateTimeFormat('en-GB', all).format(ms);
}

/** A day: `20 Nov 2026`, `2026年11月20日`. */
export function day(when: number | string, zone?: string): string {
  const date = typeof when === 'string' ? new Date(when) : new Date(when);
  const zh = language.now === 'zh-Hans';
  return new Intl.DateTimeFormat(zh ? 'zh-CN' : 'en-GB', {
    year: 'numeric',
    month: zh ? 'long' : 'short',
    day: 'numeric',
    ...(zone ? { timeZone: zone } : {}),
  }).format(date);
}

/** A calendar day as it is written, in no zone: `2026-11-20` as `20 Nov 2026`, `2026年11月20日`. */
export function plainDay(text: string): string {
  return text === '' ? '' : day(`${text}T12:00:00Z`, 'UTC');
}

/** A day without its year, with the weekday in full: `Friday 20 November`, `11月20日星期五`. */
export function longDay(ms: number): string {
  const parts = { weekday: 'long', day: 'numeric', month: 'long' } as const;
  return new Intl.DateTimeFormat(language.now === 'en' ? 'en-GB' : 'zh-CN', parts).format(ms);
}

/** A day with its weekday: `Wed 25 Nov`, `11月25日 周三`; with its year where that is not this one. */
export function weekDay(when: string | number, zone?: string): string {
  return weekDayIn(language.now, new Date(when), browserPorts.clock.now(), zone);
}

/** A calendar day as it is written, in no zone, with its weekday: `2026-11-20` as `Fri 20 Nov`. */
export function plainWeekDay(text: string): string {
  return weekDay(`${text}T12:00:00Z`, 'UTC');
}

/** A moment: `Wed 25 Nov 18:00`, `11月25日 周三 18:00`; of another year `Sat 10 Jan 2026 18:00`. */
export function moment(iso: string | number, zone?: string): string {
  const parts = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const place = zone ? { timeZone: zone } : {};
  const time = new Intl.DateTimeFormat('en-GB', { ...parts, ...place }).format(new Date(iso));
  return `${weekDay(iso, zone)} ${time}`;
}
