import { expect, test } from 'vitest';
import type { Candidate } from '../../src/api/actions';
import { named } from '../../src/screens/backlog/candidates';

const who = (en: string, zh: string): Candidate => ({
  id: en,
  name: { en, 'zh-Hans': zh },
  roles: ['owner'],
  responsible: false,
  open_actions: 0,
});

test.each([
  ['', true],
  ['marta', true],
  ['KOHLER', true],
  ['köhler ', true],
  ['科勒', true],
  ['ｍａｒｔａ', true],
  ['brandt', false],
])('%j finds Marta Köhler: %s', (letters, found) => {
  expect(named(who('Marta Köhler', '玛尔塔·科勒'), letters)).toBe(found);
});
