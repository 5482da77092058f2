import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { hashText } from '../../src/domain/canonical';
import { basisPoints, fraction } from '../../src/domain/fractions';
import type { JsonObject } from '../../src/domain/json';
import { isOfServerAlone } from '../../src/domain/vector_admission';
import { type Case, computed, wanted } from '../../src/domain/vectors';

function documentOf(name: string): JsonObject {
  const url = new URL(`../../../tests/vectors/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as JsonObject;
}

// Each case of the shared files must come out exactly as on the server.
describe.each(['expressions', 'fractions', 'scores', 'fold', 'operations'])('%s.json', (name) => {
  const document = documentOf(name);
  const cases = document['cases'] as unknown as readonly Case[];
  for (const entry of name === 'operations' ? cases.filter(isOfDevice) : cases) {
    test(entry.name, () => {
      const got = JSON.parse(JSON.stringify(computed(document, entry)));
      expect(got).toEqual(wanted(entry));
    });
  }
});

test('all 80,600 fractions round as the specification says', () => {
  const document = documentOf('fractions');
  const lines: string[] = [];
  for (let d = 1n; d <= 400n; d += 1n) {
    for (let n = 0n; n <= d; n += 1n) lines.push(`${n}/${d}=${basisPoints(fraction(n, d))}\n`);
  }
  expect(lines.length).toBe(document['count']);
  expect(hashText(lines.join(''))).toBe(document['sha256']);
});

test('most cases of a push are about single operations, and run here too', () => {
  const cases = documentOf('operations')['cases'] as unknown as readonly Case[];
  const here = cases.filter(isOfDevice).length;
  process.stdout.write(`operations.json: ${cases.length - here} cases are of the server alone\n`);
  expect(here).toBeGreaterThan(300);
});

function isOfDevice(entry: Case): boolean {
  return !isOfServerAlone(entry);
}
