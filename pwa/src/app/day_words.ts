import type { Language } from './language.svelte';

/**
 * A day with its weekday in a language: `Wed 25 Nov`, `11月25日 周三`; with its year where that is not
 * the year of `now` in the same zone: `Sat 10 Jan 2026`, `2026年1月10日 周六`.
 */
export function weekDayIn(
  language: Language,
  date: Date,
  now: Date | number,
  zone?: string,
): string {
  const zh = language === 'zh-Hans';
  const place = zone ? { timeZone: zone } : {};
  const part = (options: Intl.DateTimeFormatOptions, when = date) =>
    new Intl.DateTimeFormat(zh ? 'zh-CN' : 'en-GB', { ...options, ...place }).format(when);
  const yearOf = (when: Date) => part({ year: 'numeric' }, when);
  const year = yearOf(date) === yearOf(new Date(now)) ? {} : ({ year: 'numeric' } as const);
  const weekday = part({ weekday: 'short' });
  if (zh) return `${part({ ...year, month: 'long', day: 'numeric' })} ${weekday}`;
  return `${weekday} ${part({ ...year, month: 'short', day: 'numeric' })}`;
}
