import type { Inspection } from '../../app/inspection.svelte';
import { unfinishedOf } from '../../app/unfinished';
import { say } from '../../app/words';
import type { Missing } from '../../domain';
import { m } from '../../paraglide/messages.js';
import { short } from '../inspect/said';

export interface Wanted {
  readonly missing: Missing;
  readonly text: string;
  readonly why: string;
  readonly href: string;
}

/** What is still missing, in words and with the way there. */
export function wantedOf(inspection: Inspection): Wanted[] {
  return inspection.judgement.missing.map((missing) => {
    const { section, question } = missing.place;
    const questions =
      inspection.template.sections.find(({ id }) => id === section)?.questions ?? [];
    const text = say(questions.find(({ id }) => id === question)?.text);
    const href = `/inspections/${inspection.id}/${section ?? ''}`;
    return { missing, text, why: whyOf(missing), href };
  });
}

/** A field with something typed that is no answer yet, in words and with the way there. */
export interface Typed {
  readonly key: string;
  readonly text: string;
  readonly typed: string;
  readonly href: string;
}

/** What stands in fields and would be left out of the submit. */
export function typedOf(inspection: Inspection): Typed[] {
  return unfinishedOf(inspection).map(({ key, line, place, text }) => ({
    key,
    typed: short(text),
    text: say(line.question.text),
    href: `/inspections/${inspection.id}/${place.section ?? ''}`,
  }));
}

/** A key for the reason a person gives. */
export function keyOf({ place, why }: Missing): string {
  return `${place.question ?? ''}-${place.instance ?? ''}-${why}`;
}

function whyOf({ why, count }: Missing): string {
  if (why === 'answer') return m.answer_missing();
  return why === 'photo' ? m.photos_missing({ count }) : m.note_missing();
}
