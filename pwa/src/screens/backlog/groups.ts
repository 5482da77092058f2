import type { BacklogItem } from '../../api/actions';
import { directory } from '../../app/directory.svelte';
import { dayAt } from '../../app/moments';
import { m } from '../../paraglide/messages.js';

/** Rows that follow each other under one heading, each with its place in the whole list. */
export interface Group {
  readonly title: string;
  readonly rows: readonly { readonly row: BacklogItem; readonly index: number }[];
}

const DAY_MS = 86_400_000;
const SOON_DAYS = 5;
const OVER = new Set(['verified', 'effective', 'cancelled']);

/** The backlog by when it is due; each run of rows of a kind gets a heading. */
export function groupsOf(rows: readonly BacklogItem[], now: number): Group[] {
  const groups: { title: string; rows: { row: BacklogItem; index: number }[] }[] = [];
  for (const [index, row] of rows.entries()) {
    const title = titleOf(row, now);
    const last = groups.at(-1);
    if (last?.title === title) last.rows.push({ row, index });
    else groups.push({ title, rows: [{ row, index }] });
  }
  return groups;
}

function titleOf(row: BacklogItem, now: number): string {
  if (OVER.has(row.state)) return m.done();
  if (row.due === null) return m.no_deadline();
  const due = Date.parse(row.due);
  if (due < now) return m.overdue();
  const zone = directory.sites.get(row.site)?.zone ?? 'UTC';
  if (dayAt(zone, due) === dayAt(zone, now)) return m.today();
  return due < now + SOON_DAYS * DAY_MS ? m.next_days() : m.later();
}
