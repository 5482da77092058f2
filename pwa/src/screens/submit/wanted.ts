import type { Inspection } from '../../app/inspection.svelte';
import { unfinishedOf } from '../../app/unfinished';
import { say } from '../../app/words';
import type { Missing, Template } from '../../domain';
import { m } from '../../paraglide/messages.js';
import { questionHref, rowKey } from '../inspect/place';
import { short } from '../inspect/said';

export interface Wanted {
  readonly missing: Missing;
  readonly text: string;
  readonly why: string;
  readonly href: string;
}

/** What is missing in one section. */
export interface WantedSection {
  readonly id: string;
  readonly title: string;
  readonly items: readonly Wanted[];
}

/** What is still missing, in words and with the way there. */
export function wantedOf(inspection: Inspection): Wanted[] {
  return inspection.judgement.missing.map((missing) => {
    const { section, instance, question } = missing.place;
    const questions =
      inspection.template.sections.find(({ id }) => id === section)?.questions ?? [];
    const asked = say(questions.find(({ id }) => id === question)?.text);
    const index = inspection.judgement.instances[section ?? '']?.indexOf(instance ?? '') ?? -1;
    const at = index < 0 ? null : index;
    const text = at === null ? asked : `${at + 1} · ${asked}`;
    const href = questionHref(inspection.id, section ?? '', rowKey(question ?? '', at));
    return { missing, text, why: whyOf(missing), href };
  });
}

/** The same by section, in the order of the checklist. */
export function bySection(items: readonly Wanted[], template: Template): WantedSection[] {
  const groups = Object.groupBy(items, ({ missing }) => missing.place.section ?? '');
  return template.sections.flatMap(({ id, title }) => {
    const own = groups[id];
    return own ? [{ id, title: say(title) || id, items: own }] : [];
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
    href: questionHref(inspection.id, place.section ?? '', rowKey(line.question.id, line.instance)),
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
