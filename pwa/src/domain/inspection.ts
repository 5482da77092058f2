import type { Fold } from './fold';
import { isObject, type Json, type JsonObject } from './json';
import type { Place } from './operation';
import { NOTHING_READ, type Read } from './read';
import { headsOf, isRegister, kept, type Slot } from './slots';
import { type Form, isCounted, type Question, type Section } from './template';
import type { Answers, Environment } from './tree';

/** What counts as the answer of a place: a value, or "not applicable" with its reason. */
export type Answer = { readonly value: Json } | { readonly na: string };

/** A finding raised by hand, as last graded. */
export interface Raised extends JsonObject {
  readonly finding: string;
  readonly severity: string;
  readonly kind: string;
  readonly text: string;
}

/** The answer that counts, or null when there is none or it was cleared. */
export function answerAt(fold: Fold, place: Place): Answer | null {
  const slot = fold.slot(place, 'answer');
  const head = slot && headsOf(slot)[0];
  const operation = slot && head && kept(slot, head);
  if (operation?.kind === 'not_applicable') return { na: operation.reason ?? '' };
  return operation?.kind === 'answer' ? { value: operation.value ?? null } : null;
}

/** The note that counts, or null. */
export function noteAt(fold: Fold, place: Place): string | null {
  const value = fold.heads(place, 'note')[0]?.value;
  return typeof value === 'string' ? value : null;
}

/** Conflicts: registers with several heads, by place. */
export function conflictsOf(fold: Fold): Slot[] {
  return fold.liveSlots().filter((slot) => isRegister(slot.name) && headsOf(slot).length > 1);
}

/** Findings raised by hand, each as its first head grades it. */
export function raisedOf(fold: Fold): { place: Place; raised: Raised }[] {
  const slots = fold.liveSlots().filter((slot) => slot.name.startsWith('finding:'));
  return slots.flatMap((slot) => {
    const first = slot.operations.find((operation) => operation.kind === 'raise');
    const head = headsOf(slot)[0];
    if (!first || !head || !isObject(first.value) || !isObject(head.value)) return [];
    return [{ place: slot.place, raised: { ...first.value, ...head.value } as Raised }];
  });
}

/** The environment of rules before anything is hidden; `site` is the place of the site. */
export function environmentOf(fold: Fold, form: Form, site?: Json): Environment {
  const start = isObject(fold.start?.value) ? fold.start.value : {};
  const q: Record<string, Json> = {};
  const na: string[] = [];
  const sec: Record<string, Answers[]> = {};
  for (const section of form.sections) {
    if (section.repeat) {
      sec[section.id] = fold.instancesOf(section.id).map((id) => answersOf(fold, section, id));
      continue;
    }
    const answers = answersOf(fold, section, null);
    Object.assign(q, answers.q);
    na.push(...answers.na);
  }
  const today = (start['business_date'] as string | undefined) ?? null;
  const kind = (start['kind'] as string | undefined) ?? null;
  return { today, kind, q, na, sec, ...(site === undefined ? {} : { site }) };
}

/** Instances by section, for every repeated section of the form. */
export function instancesOf(fold: Fold, form: Form): Record<string, string[]> {
  const repeated = form.sections.filter((section) => section.repeat);
  return Object.fromEntries(repeated.map(({ id }) => [id, fold.instancesOf(id)]));
}

/** What rules read at a place: its value, if there is one, and whether it does not apply. */
export function readAt(fold: Fold, place: Place, question: Question): Read {
  const answer = answerAt(fold, place);
  if (answer && 'na' in answer) return { value: undefined, na: true };
  const value = isCounted(question) ? count(fold, place, question) : answer?.value;
  if (value === undefined || value === null || value === 0) return NOTHING_READ;
  return { value: isObject(value) ? plainValue(value) : value, na: false };
}

function answersOf(fold: Fold, section: Section, instance: string | null): Answers {
  const q: Record<string, Json> = {};
  const na: string[] = [];
  for (const question of section.questions) {
    const place = { section: section.id, instance, question: question.id };
    const read = readAt(fold, place, question);
    if (read.na) na.push(question.id);
    else if (read.value !== undefined) q[question.id] = read.value;
  }
  return { q, na };
}

function plainValue(value: JsonObject): Json {
  return value['instant'] ?? value['point'] ?? null;
}

function count(fold: Fold, place: Place, question: Question): number {
  return fold.heads(place, question.type === 'signature' ? 'signatures' : 'files').length;
}
