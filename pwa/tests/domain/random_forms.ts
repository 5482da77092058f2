import fc from 'fast-check';
import type { RuleDocument } from '../../src/domain';
import type { Judge, Model, QuestionRule, SeverityRule } from '../../src/domain/rules';
import type { Form, Question, Section, Template } from '../../src/domain/template';
import type { Node } from '../../src/domain/tree';

export const NAMES = ['yes', 'part', 'no', 'na'] as const;
const MODELS: readonly Model[] = [
  'weighted_points',
  'section_mean',
  'flat_mean',
  'nested_mean',
  'count_conforming',
  'all_or_nothing',
  'demerit',
];
const SEVERITIES = ['observation', 'minor', 'major', 'critical'] as const;

/** A template with rules that read each other's answers, and the pack it is judged by. */
export interface RandomForm {
  readonly template: Template;
  readonly rules: RuleDocument;
}

/** Where a question of a random form stands. */
interface Slot {
  readonly id: string;
  readonly section: string;
  readonly repeated: boolean;
  readonly type: 'choice' | 'number' | 'photo' | 'signature';
}

type Gen = <T>(arbitrary: fc.Arbitrary<T>) => T;

/** Forms in an order of evaluation or, now and then, without one. */
export const randomForms: fc.Arbitrary<RandomForm> = fc
  .gen()
  .map((gen) => formBy((one) => gen(() => one)));

function formBy(gen: Gen): RandomForm {
  const slots = slotsBy(gen);
  // What publishing would refuse is judged as a whole; the same must come out.
  const loose = gen(fc.integer({ min: 0, max: 7 })) === 0;
  const readable = (at: number) => (loose ? slots : slots.slice(0, at));
  const sections: Section[] = [];
  slots.forEach((slot, at) => {
    const known = sections.find(({ id }) => id === slot.section);
    const question = questionBy(gen, slot, readable(at), slots);
    if (known) (known.questions as Question[]).push(question);
    else sections.push(sectionBy(gen, slot, question, readable(at)));
  });
  const form: Form = { sections, order: slots.map(({ id }) => id) };
  const template = { ...form, key: 'random', version: 1, kind: 'audit', title: { en: 'Random' } };
  return { template, rules: rulesBy(gen, slots) };
}

function slotsBy(gen: Gen): Slot[] {
  const types = ['choice', 'choice', 'number', 'photo', 'signature'] as const;
  const counts = gen(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }));
  return counts.flatMap((count, at) => {
    const repeated = gen(fc.integer({ min: 0, max: 2 })) === 0;
    return Array.from({ length: count }, (_, index) => ({
      id: `q${at}_${index}`,
      section: `s${at}`,
      repeated,
      type: gen(fc.constantFrom(...types)),
    }));
  });
}

function sectionBy(gen: Gen, slot: Slot, first: Question, readable: readonly Slot[]): Section {
  const visible = maybe(gen, 3) ? ruleBy(gen, readable, null) : null;
  return {
    id: slot.section,
    questions: [first],
    ...(visible && { visible }),
    ...(slot.repeated && { repeat: { min: 0, max: 5 } }),
  };
}

function questionBy(
  gen: Gen,
  slot: Slot,
  readable: readonly Slot[],
  all: readonly Slot[],
): Question {
  const visible = maybe(gen, 2) ? ruleBy(gen, readable, slot) : null;
  const required = maybe(gen, 3) ? ruleBy(gen, all, slot) : null;
  const choices = NAMES.map((name) => (name === 'na' ? { name, na: true } : { name }));
  return {
    id: slot.id,
    type: slot.type,
    required: required ?? gen(fc.boolean()),
    ...(visible && { visible }),
    ...(slot.type === 'choice' && { choices }),
  };
}

/** A rule that is true or false of what other questions say; null when there is nothing to read. */
function ruleBy(gen: Gen, readable: readonly Slot[], own: Slot | null): Node | null {
  const usable = readable.filter((one) => !one.repeated || one.id !== own?.id);
  if (usable.length === 0) return null;
  const read = gen(fc.constantFrom(...usable));
  const one = testBy(gen, read, own);
  if (!maybe(gen, 3)) return one;
  const other = testBy(gen, gen(fc.constantFrom(...usable)), own);
  return { k: 'op', t: 'bool', op: gen(fc.constantFrom('and', 'or')), a: [one, other] };
}

function testBy(gen: Gen, read: Slot, own: Slot | null): Node {
  if (!read.repeated) return heldBy(gen, read, {});
  if (read.section === own?.section) return heldBy(gen, read, { sec: read.section });
  const fn = gen(fc.constantFrom('all', 'exists'));
  return {
    k: 'agg',
    t: 'bool',
    fn,
    sec: read.section,
    var: 'u',
    a: [heldBy(gen, read, { var: 'u' })],
  };
}

function heldBy(gen: Gen, read: Slot, where: Partial<Node>): Node {
  const t = read.type === 'choice' ? 'choice' : read.type === 'number' ? 'number' : 'files';
  const q: Node = { k: 'q', t, id: read.id, ...where };
  const fn = gen(fc.constantFrom('is_answered', 'is_na', null));
  if (fn !== null || t === 'files') return { k: 'fn', t: 'bool', fn: fn ?? 'is_answered', a: [q] };
  const v = t === 'choice' ? gen(fc.constantFrom(...NAMES)) : gen(fc.constantFrom('1', '2'));
  const op = gen(fc.constantFrom('==', '!='));
  return { k: 'op', t: 'bool', op, a: [q, { k: 'lit', t, v }] };
}

function rulesBy(gen: Gen, slots: readonly Slot[]): RuleDocument {
  const severity = slots.flatMap((slot) => severityBy(gen, slot, slots));
  const expr = ruleBy(gen, slots, null);
  const judge: Judge = {
    model: gen(fc.constantFrom(...MODELS)),
    questions: Object.fromEntries(slots.map((slot) => [slot.id, scoredBy(gen, slot, slots)])),
    section_weights: { s0: '3' },
    severity,
    demerits: { minor: 300, major: 1200 },
    caps: [
      { id: 'many', when: { severity: 'minor' }, at_least: 2, cap_bp: 7999 },
      { id: 'critical', when: 'critical_item', fail: true },
      ...(expr ? [{ id: 'said', when: { expr }, cap_bp: 5000 }] : []),
    ],
    grades: [
      { id: 'A', min_bp: 9000, max_findings: { major: 0 } },
      { id: 'D', min_bp: 0 },
    ],
    ...(maybe(gen, 3) && { optional_unanswered: 'zero' as const }),
  };
  const evidence = { photo: 'on_fail', min: 2 } as const;
  return {
    spec: maybe(gen, 12) ? 2 : 1,
    judge,
    questions: Object.fromEntries(slots.map(({ id }) => [id, maybe(gen, 2) ? { evidence } : {}])),
    severities: { major: { before_submit: { photo_min: 1, comment: true } } },
  };
}

function severityBy(gen: Gen, slot: Slot, slots: readonly Slot[]): SeverityRule[] {
  if (maybe(gen, 2)) return [];
  const when = maybe(gen, 2) ? ruleBy(gen, slots, slot) : null;
  const severity = gen(fc.constantFrom(...SEVERITIES));
  return [{ id: `r.${slot.id}`, question: slot.id, when: when ?? 'fails', severity }];
}

function scoredBy(gen: Gen, slot: Slot, slots: readonly Slot[]): QuestionRule {
  const weight = gen(fc.constantFrom('1', '2', '0.5'));
  const critical = maybe(gen, 4);
  if (slot.type === 'choice') {
    const choices = {
      yes: { points: '2' },
      part: { points: '0.5', fails: true },
      no: { fails: true },
    };
    return { weight, critical, choices };
  }
  const test = ruleBy(gen, slots, slot);
  if (!test) return { weight };
  const lit = (v: string): Node => ({ k: 'lit', t: 'number', v });
  return {
    weight,
    critical,
    max: '3',
    points: { k: 'if', t: 'number', a: [test, lit('3'), lit('1')] },
  };
}

function maybe(gen: Gen, oneIn: number): boolean {
  return gen(fc.integer({ min: 1, max: oneIn })) === 1;
}
