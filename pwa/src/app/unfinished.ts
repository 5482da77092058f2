import { answerAt, cleanText, type Line, noteAt, type Place, placeOfLine } from '../domain';
import { answerFrom, isRecorded } from './answers';
import type { Inspection } from './inspection.svelte';
import type { Field } from './typed.svelte';

/** A field in which something is typed that is no answer yet. */
export interface Unfinished {
  readonly key: string;
  readonly line: Line;
  readonly place: Place;
  readonly field: Field;
  readonly text: string;
}

/** Fields of the shown questions with something typed that is not recorded. */
export function unfinishedOf(inspection: Inspection): Unfinished[] {
  const { lines, instances } = inspection.judgement;
  const { typed } = inspection;
  return lines.flatMap((line) => {
    if (line.status === 'hidden') return [];
    const place = placeOfLine(line, instances);
    return (['answer', 'note', 'half'] as const).flatMap((field) => {
      const key = typed.keyOf(place, field);
      const text = typed.get(key);
      return text === null ? [] : [{ key, line, place, field, text }];
    });
  });
}

/** Forgets what was typed and is recorded: the page went away between the two. */
export function forgetRecorded(inspection: Inspection): void {
  for (const one of unfinishedOf(inspection)) {
    if (standsRecorded(inspection, one)) inspection.typed.drop(one.key);
  }
}

function standsRecorded({ fold, start }: Inspection, one: Unfinished): boolean {
  const { place, text } = one;
  if (one.field === 'half') return false;
  if (one.field === 'note') return cleanText(text).trim() === (noteAt(fold, place) ?? '').trim();
  const checked = answerFrom(one.line.question, text, start.zone);
  return checked.ok && isRecorded(answerAt(fold, place), checked.value);
}
