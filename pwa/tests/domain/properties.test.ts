import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonical } from '../../src/domain/canonical';
import { add, type Fraction, fraction, textFromFraction, ZERO } from '../../src/domain/fractions';
import type { Json } from '../../src/domain/json';
import { numberFromText, textFromNumber } from '../../src/domain/numbers';
import type { Judge, Model } from '../../src/domain/rules';
import { judge } from '../../src/domain/scoring';
import type { Form } from '../../src/domain/template';
import { compareText } from '../../src/domain/text';

const MODELS: Model[] = [
  'weighted_points',
  'section_mean',
  'flat_mean',
  'nested_mean',
  'count_conforming',
  'all_or_nothing',
  'demerit',
];
const NAMES = ['yes', 'part', 'no', 'na'] as const;
const picks = fc.array(fc.option(fc.constantFrom(...NAMES), { nil: undefined }), {
  minLength: 1,
  maxLength: 12,
});

function formOf(count: number): Form {
  const questions = Array.from({ length: count }, (_, index) => ({
    id: `q${index}`,
    t: 'choice' as const,
    required: true,
  }));
  const half = Math.ceil(count / 2);
  return {
    sections: [
      { id: 'one', questions: questions.slice(0, half) },
      { id: 'two', questions: questions.slice(half) },
    ],
  };
}

function rulesOf(count: number, model: Model): Judge {
  const choices = {
    yes: { points: '2' },
    part: { points: '0.5', fails: true },
    no: { points: '0', fails: true },
    na: { na: true },
  };
  const ids = Array.from({ length: count }, (_, index) => `q${index}`);
  return {
    model,
    questions: Object.fromEntries(ids.map((id, i) => [id, { weight: `${1 + (i % 4)}`, choices }])),
    section_weights: { one: '3' },
    severity: ids.map((id) => ({ id: `r.${id}`, question: id, when: 'fails', severity: 'minor' })),
    demerits: { minor: 300 },
    caps: [{ id: 'many', when: { severity: 'minor' }, at_least: 3, cap_bp: 7999 }],
    grades: [
      { id: 'A', min_bp: 9000 },
      { id: 'D', min_bp: 0 },
    ],
  };
}

function verdictOf(values: readonly (string | undefined)[], model: Model) {
  const given = values.flatMap((value, i) => (value === undefined ? [] : [[`q${i}`, value]]));
  const q = Object.fromEntries(given) as Record<string, Json>;
  const env = { today: '2026-11-20', q, na: [], sec: {} };
  return judge(formOf(values.length), env, rulesOf(values.length, model));
}

function fractionFromText(text: string): Fraction {
  const [n = '0', d = '1'] = text.split('/');
  return fraction(BigInt(n), BigInt(d));
}

test('shares and extra entries of an explanation sum exactly to its total', () => {
  fc.assert(
    fc.property(picks, fc.constantFrom(...MODELS), (values, model) => {
      const { total, lines, extra } = verdictOf(values, model);
      const parts = [...lines.map((line) => line[7]), ...extra.map(({ share }) => share)];
      const sum = parts.map(fractionFromText).reduce(add, ZERO);
      expect(total === null ? '0/1' : textFromFraction(sum)).toBe(total ?? '0/1');
    }),
  );
});

test('the printed score is never above the raw score', () => {
  fc.assert(
    fc.property(picks, fc.constantFrom(...MODELS), (values, model) => {
      const { score_bp, raw_bp } = verdictOf(values, model);
      expect((score_bp ?? 0) <= (raw_bp ?? 0)).toBe(true);
    }),
  );
});

test('a better answer never lowers the raw score', () => {
  fc.assert(
    fc.property(picks, fc.constantFrom(...MODELS), fc.nat(), (values, model, seed) => {
      const index = seed % values.length;
      fc.pre(values[index] === 'no');
      const better = values.with(index, 'yes');
      const [before, after] = [verdictOf(values, model), verdictOf(better, model)];
      expect((after.raw_bp ?? 0) >= (before.raw_bp ?? 0)).toBe(true);
    }),
  );
});

test('an added question that does not apply changes nothing', () => {
  fc.assert(
    fc.property(picks, (values) => {
      const [plain, added] = [values, [...values, 'na']].map((list) =>
        verdictOf(list, 'count_conforming'),
      );
      expect(added?.total).toBe(plain?.total);
    }),
  );
});

test('a number written and read again is the same number', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 18n) + 1n, max: 10n ** 18n - 1n }), (value) => {
      expect(numberFromText(textFromNumber(value))).toBe(value);
    }),
  );
});

test('texts sort as their UTF-8 bytes do', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (left, right) => {
      const bytes = Math.sign(Buffer.compare(Buffer.from(left), Buffer.from(right)));
      expect(Math.sign(compareText(left, right))).toBe(bytes);
    }),
  );
});

test('canonical JSON does not depend on the order of keys', () => {
  const key = fc.string({ unit: fc.constantFrom(...'abcXYZ_09'), minLength: 1 });
  fc.assert(
    fc.property(fc.dictionary(key, fc.integer()), (value) => {
      const turned = Object.fromEntries(Object.entries(value).reverse());
      expect(canonical(turned)).toBe(canonical(value));
    }),
  );
});
