import { describe, expect, test } from 'vitest';
import { Fold, foldOf, type Operation } from '../../src/domain';
import { refusalOfMade, type World } from '../../src/domain/admission';
import { isFileName } from '../../src/domain/operation_values';
import { isBlank } from '../../src/domain/text';
import { at, FORM, operation, PERSON, RULES, start, TEMPLATE, UNIT, uuid } from './builders';

function worldOf(fold: Fold | null, more: Partial<World> = {}): World {
  return {
    person: PERSON,
    inspection: () => fold,
    version: (template, rules) => (template === TEMPLATE && rules === RULES ? FORM : null),
    isSite: (place) => place === uuid(3),
    roles: () => new Set(['inspector']),
    ...more,
  };
}

const OPEN = foldOf(FORM, [start()]);

function refusal(made: Operation, more: Partial<World> = {}): string | null {
  return refusalOfMade(made, worldOf(made.kind === 'start' ? null : OPEN, more));
}

describe('what this device made is held against the rules of the server', () => {
  test.each<[string | null, Operation]>([
    [null, at('answer', 'clean', { value: 'yes' })],
    [null, at('note', 'heat', { value: null })],
    [null, start()],
    ['bad_text', at('note', 'clean', { value: 'cut \ud83d' })],
    ['bad_text', at('note', 'clean', { value: 'a\u0000b' })],
    ['too_large', at('note', 'clean', { value: 'x', reason: 'x'.repeat(70_000) })],
    ['not_canonical', at('answer', 'heat', { value: 1.5 })],
    ['malformed', at('answer', 'clean', { value: 'yes', recorded_at: '+012026-11-20T08:00:00Z' })],
    ['malformed', at('note', 'clean', { value: 'x', reason: 'x'.repeat(2001) })],
    ['unknown_site', start({ site: uuid(9) })],
    ['unknown_version', start({ rules: 'c'.repeat(64) })],
    ['malformed_value', start({ business_date: '11/28/2026' })],
    ['unknown_question', at('answer', 'gone', { value: 'yes' })],
    ['unknown_instance', operation('answer', { section: 'units', question: 'full', value: 'yes' })],
    ['instance_exists', operation('add', { section: 'units', instance: UNIT })],
    ['wrong_kind', at('answer', 'seen', { value: 'x' })],
    ['malformed_value', at('answer', 'heat', { value: '1,5' })],
    ['malformed_value', at('note', 'clean', { value: 'x'.repeat(10_001) })],
    ['reason_missing', at('not_applicable', 'clean', { reason: ' \u3000' })],
    ['not_submitted', operation('reopen', { reason: 'x' })],
  ])('%s', (code, made) => {
    expect(refusal(made)).toBe(code);
  });

  test('nothing but reopening goes on after the submit', () => {
    const value = { state: TEMPLATE, verdict: RULES, score_bp: null, missing: [] };
    const fold = foldOf(FORM, [start(), operation('submit', { value })]);
    const answer = at('answer', 'clean', { value: 'yes' });
    expect(refusalOfMade(answer, worldOf(fold))).toBe('inspection_submitted');
    expect(refusalOfMade(operation('reopen', { reason: 'x' }), worldOf(fold))).toBeNull();
  });

  test('without a start, without a role, or as somebody else nothing is taken', () => {
    const answer = at('answer', 'clean', { value: 'yes' });
    expect(refusalOfMade(answer, worldOf(null))).toBe('unknown_inspection');
    expect(refusal(answer, { roles: () => new Set(['auditor']) })).toBe('not_permitted');
    expect(refusal(answer, { person: uuid(8) })).toBe('wrong_actor');
  });

  test('a finding can be raised once, and only there be graded again', () => {
    const fold = foldOf(FORM, [start()]);
    const raised = { finding: uuid(90), severity: 'minor', kind: 'observation', text: 'Dust' };
    fold.feed(at('raise', 'clean', { value: raised }));
    const again = at('raise', 'clean', { value: raised });
    const value = { finding: uuid(90), severity: 'major' };
    const regrade = (question: string) => at('regrade', question, { value, reason: 'worse' });
    expect(refusalOfMade(again, worldOf(fold))).toBe('finding_exists');
    expect(refusalOfMade(regrade('heat'), worldOf(fold))).toBe('unknown_finding');
    expect(refusalOfMade(regrade('clean'), worldOf(fold))).toBeNull();
  });
});

test('a tap is checked in far less than a millisecond', () => {
  const questions = Array.from({ length: 120 }, (_, index) => ({
    id: `n${index}`,
    type: 'number',
  }));
  const form = { sections: [{ id: 'area', questions }] } as unknown as typeof FORM;
  const fold = new Fold(form);
  fold.feed(start());
  const world = worldOf(fold);
  const made = questions.map(({ id }) => at('answer', id, { value: '21.5' }));
  for (const one of made) fold.feed(one);
  const times = Array.from({ length: 20 }, () => {
    const before = performance.now();
    for (const one of made) refusalOfMade(one, world);
    return (performance.now() - before) / made.length;
  });
  expect(Math.min(...times)).toBeLessThan(1);
});

test('a name of a file is listed and printed, never a path', () => {
  for (const name of ['a.jpg', '保养 记录 (2).docx', 'x'.repeat(255), '..']) {
    expect(isFileName(name)).toBe(true);
  }
  for (const name of ['', 'x'.repeat(256), 'a/b', 'a\\b', 'a\nb', '\u007f', 'e\u0301', null, 1]) {
    expect(isFileName(name)).toBe(false);
  }
});

test('what the server takes for blank is blank here', () => {
  for (const text of ['', ' ', '\u0085', '\u001c\u001f', '\u3000\u2028\t']) {
    expect(isBlank(text)).toBe(true);
  }
  for (const text of ['x', '\ufeff', '\u200b', '\u0000']) expect(isBlank(text)).toBe(false);
});
