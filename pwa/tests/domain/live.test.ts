import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Fold,
  foldOf,
  type Judgement,
  judgementOf,
  LiveJudgement,
  type Operation,
  type RuleDocument,
  type Template,
} from '../../src/domain';
import { operation, start, uuid } from './builders';
import { NAMES, type RandomForm, randomForms } from './random_forms';

/** One step of a random inspection; its numbers choose among what there is at that moment. */
interface Step {
  readonly what: (typeof WHATS)[number];
  readonly question: number;
  readonly instance: number;
  readonly value: number;
  readonly blind: boolean;
}

const WHATS = [
  'answer',
  'answer',
  'answer',
  'clear',
  'not_applicable',
  'note',
  'attach',
  'detach',
  'sign',
  'add',
  'remove',
  'resolve',
  'submit',
  'reopen',
] as const;

const steps = fc.array(
  fc.record({
    what: fc.constantFrom(...WHATS),
    question: fc.nat(99),
    instance: fc.nat(99),
    value: fc.nat(99),
    blind: fc.integer({ min: 0, max: 5 }).map((one) => one === 0),
  }),
  { minLength: 1, maxLength: 30, size: 'max' },
);

const at = <T>(list: readonly T[], index: number): T | undefined => list[index % list.length];

/** The operation of a step, or nothing where it has no place. */
function operationOf({ what, ...step }: Step, fold: Fold, template: Template): Operation | null {
  if (what === 'submit' || what === 'reopen') return operation(what, { value: {} });
  const pairs = template.sections.flatMap((section) =>
    section.questions.map((question) => ({ section, question })),
  );
  const { section, question } = at(pairs, step.question) ?? {};
  if (!section || !question) return null;
  const live = section.repeat ? fold.instancesOf(section.id) : [];
  const instance = at(live, step.instance);
  if (what === 'add') {
    return section.repeat && live.length < 4
      ? operation('add', { section: section.id, instance: uuid(5000 + step.value * 7) })
      : null;
  }
  if (section.repeat && instance === undefined) return null;
  const place = { section: section.id, ...(instance === undefined ? {} : { instance }) };
  if (what === 'remove') return instance ? operation('remove', place) : null;
  const here = { ...place, question: question.id };
  const whole = { section: section.id, instance: instance ?? null, question: question.id };
  const slot = { note: 'note', attach: 'files', detach: 'files', sign: 'signatures' } as const;
  const heads = fold.heads(whole, what in slot ? slot[what as keyof typeof slot] : 'answer');
  const seen = heads.map(({ id }) => id);
  const replaces = step.blind || seen.length === 0 ? {} : { replaces: seen };
  const file = { file: 'f'.repeat(64), bytes: 1, type: 'image/jpeg', source: 'camera' };
  if (what === 'attach') return operation(what, { ...here, value: file });
  if (what === 'sign') return operation(what, { ...here, value: { name: 'A', role: 'B' } });
  if (what === 'detach') return seen[0] ? operation(what, { ...here, replaces: [seen[0]] }) : null;
  if (what === 'note')
    return operation(what, { ...here, ...replaces, value: `n${step.value % 3}` });
  if (what === 'not_applicable') return operation(what, { ...here, ...replaces, reason: 'none' });
  if (what === 'clear') return operation(what, { ...here, ...replaces });
  if (what === 'resolve') {
    const keep = at(seen, step.value);
    return keep ? operation(what, { ...here, replaces: seen, value: { keep }, reason: 'x' }) : null;
  }
  const value = question.type === 'choice' ? at(NAMES, step.value) : String(step.value % 4);
  return operation('answer', { ...here, ...replaces, value: value ?? 'yes' });
}

/** All that screens and verdicts show of a judgement. */
function shown(judgement: Judgement) {
  const { asked, lines, instances, findings, explanation, soFar, missing } = judgement;
  const plain = ({ section, instance, question, status }: Judgement['lines'][number]) => [
    section.id,
    instance,
    question.id,
    status,
  ];
  return {
    asked: asked.map((one) => ({ ...one, line: plain(one.line) })),
    lines: lines.map(plain),
    rest: { instances, findings, explanation, soFar, missing },
  };
}

function started(template: Template): Operation[] {
  const instances = Object.fromEntries(
    template.sections.flatMap(({ id, repeat }, at) => (repeat ? [[id, [uuid(4000 + at)]]] : [])),
  );
  const first = start();
  return [{ ...first, value: { ...(first.value as object), instances } }];
}

function played({ template, rules }: RandomForm, list: readonly Step[], check: Check): void {
  const fold = foldOf(template, started(template));
  const live = new LiveJudgement(fold, template, rules);
  for (const step of list) {
    const next = operationOf(step, fold, template);
    if (!next) continue;
    const before = live.now;
    fold.feed(next);
    live.after(next);
    check({ fold, live, before, template, rules });
  }
}

type Check = (at: {
  fold: Fold;
  live: LiveJudgement;
  before: Judgement;
  template: Template;
  rules: RuleDocument;
}) => void;

test('after any change the judgement is that of judging everything anew', () => {
  fc.assert(
    fc.property(randomForms, steps, (form, list) => {
      played(form, list, ({ fold, live, template, rules }) => {
        expect(shown(live.now)).toEqual(shown(judgementOf(fold, template, rules)));
      });
    }),
    { numRuns: 250, endOnFailure: true },
  );
}, 60_000);

test('a question that stands as before stays the same object', () => {
  fc.assert(
    fc.property(randomForms, steps, (form, list) => {
      played(form, list, ({ live, before }) => {
        const known = new Map(before.asked.map((one) => [JSON.stringify(one.place), one]));
        for (const one of live.now.asked) {
          const was = known.get(JSON.stringify(one.place));
          if (was && was !== one) expect(plainOf(was)).not.toEqual(plainOf(one));
        }
      });
    }),
    { numRuns: 100, endOnFailure: true },
  );
});

test('the same record read again leaves every question as it is', () => {
  fc.assert(
    fc.property(randomForms, steps, ({ template, rules }, list) => {
      const operations = started(template);
      const fold = foldOf(template, operations);
      for (const step of list) {
        const next = operationOf(step, fold, template);
        if (!next) continue;
        fold.feed(next);
        operations.push(next);
      }
      const live = new LiveJudgement(fold, template, rules);
      const { asked } = live.now;
      const again = live.replace(foldOf(template, operations)).asked;
      expect(again.every((one, index) => one === asked[index])).toBe(true);
    }),
    { numRuns: 100, endOnFailure: true },
  );
});

function plainOf({ line, ...rest }: Judgement['asked'][number]) {
  return { ...rest, status: line.status, instance: line.instance };
}

test('an answer of a long checklist judges only what reads it', () => {
  const count = 300;
  const choices = [{ name: 'yes' }, { name: 'no' }];
  const visible = (id: string) => ({
    k: 'op' as const,
    t: 'bool' as const,
    op: '==',
    a: [
      { k: 'q' as const, t: 'choice' as const, id },
      { k: 'lit' as const, t: 'choice' as const, v: 'no' },
    ],
  });
  const questions = Array.from({ length: count }, (_, index) => ({
    id: `q${index}`,
    type: 'choice' as const,
    required: true,
    choices,
    ...(index % 10 === 9 && { visible: visible(`q${index - 1}`) }),
  }));
  const template: Template = {
    key: 'long',
    version: 1,
    kind: 'audit',
    title: { en: 'Long' },
    sections: [{ id: 'all', questions }],
    order: questions.map(({ id }) => id),
  };
  const rule = { choices: { yes: { points: '1' }, no: { points: '0', fails: true } } };
  const rules: RuleDocument = {
    spec: 1,
    judge: {
      model: 'weighted_points',
      questions: Object.fromEntries(questions.map(({ id }) => [id, rule])),
      section_weights: {},
      severity: [],
      demerits: {},
      caps: [],
      grades: [{ id: 'A', min_bp: 0 }],
    },
  };
  const fold = foldOf(template, started(template));
  const live = new LiveJudgement(fold, template, rules);
  expect(live.judgedLines).toBe(count);
  const judgedBy = (question: string, value: string) => {
    const next = operation('answer', { section: 'all', question, value });
    fold.feed(next);
    live.after(next);
    return live.judgedLines;
  };
  expect(judgedBy('q0', 'yes')).toBe(1);
  expect(judgedBy('q8', 'no')).toBe(2);
  expect(judgedBy('q9', 'yes')).toBe(1);
});
