import { type Asked, cleanText, type Judgement, type Line, type Place } from '../domain';
import { answerFrom, isRecorded } from './answers';
import type { StartValue } from './inspection_view';
import type { Field, TypedTexts } from './typed.svelte';

/** What is needed of an open inspection to see what is typed and no answer yet. */
interface Open {
  readonly judgement: Judgement;
  readonly typed: TypedTexts;
  readonly start: StartValue;
}

/** A field in which something is typed that is no answer yet. */
export interface Unfinished {
  readonly key: string;
  readonly line: Line;
  readonly place: Place;
  readonly field: Field;
  readonly text: string;
}

/** Fields of the shown questions with something typed that is not recorded. */
export function unfinishedOf(inspection: Pick<Open, 'judgement' | 'typed'>): Unfinished[] {
  return fieldsOf(inspection).map(({ asked, ...field }) => field);
}

/** Forgets what was typed and is recorded: the page went away between the two. */
export function forgetRecorded({ judgement, typed, start }: Open): void {
  for (const one of fieldsOf({ judgement, typed })) {
    if (standsRecorded(one, start)) typed.drop(one.key);
  }
}

function fieldsOf({
  judgement,
  typed,
}: Pick<Open, 'judgement' | 'typed'>): (Unfinished & { readonly asked: Asked })[] {
  if (typed.texts.size === 0) return [];
  return judgement.asked.flatMap((asked) => {
    const { line, place } = asked;
    if (line.status === 'hidden') return [];
    return (['answer', 'note', 'half'] as const).flatMap((field) => {
      const key = typed.keyOf(place, field);
      const text = typed.get(key);
      return text === null ? [] : [{ key, line, place, field, text, asked }];
    });
  });
}

function standsRecorded(
  { asked, field, text }: ReturnType<typeof fieldsOf>[number],
  start: StartValue,
): boolean {
  if (field === 'half') return false;
  if (field === 'note') return cleanText(text).trim() === asked.note.trim();
  const checked = answerFrom(asked.line.question, text, start.zone);
  return checked.ok && isRecorded(asked.answer, checked.value);
}
