import { drawAround, drawRest } from './drawing';

/** The name of a question's row: the question, and which of several parts it belongs to. */
export const rowKey = (question: string, instance: number | null): string =>
  `${question}-${instance ?? ''}`;

/** The address at which a question's row is shown first. */
export const questionHref = (inspection: string, section: string, key: string): string =>
  `/inspections/${inspection}/${section}#${key}`;

/** Brings a question's row to the middle of the screen, ready to be answered; false without one. */
export function revealRow(key: string): boolean {
  const find = () => document.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"]`);
  if (!find()) drawRest();
  const row = find();
  if (row) drawAround(row);
  row?.scrollIntoView({ block: 'center' });
  row?.querySelector<HTMLElement>('button, input, textarea')?.focus({ preventScroll: true });
  return row !== null;
}
