import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { hashText } from '../src/domain/canonical';
import { basisPoints, fraction } from '../src/domain/fractions';
import { isObject, type JsonObject } from '../src/domain/json';
import { isOfServerAlone } from '../src/domain/vector_admission';
import { type Case, computed, isKnown, wanted } from '../src/domain/vectors';

interface Tally {
  passed: number;
  failed: number;
}

function runFile(path: string, tally: Tally): void {
  const document = JSON.parse(readFileSync(path, 'utf8')) as JsonObject;
  if (!isKnown(document)) {
    tally.failed += 1;
    print({ file: path, failed: 'unknown kind of document' });
    return;
  }
  const cases = document['cases'] as unknown as readonly Case[];
  const own = 'worlds' in document ? cases.filter(isOfServerAlone) : [];
  for (const entry of cases) if (!own.includes(entry)) runCase(path, document, entry, tally);
  if (own.length > 0) {
    const what = 'of the server alone: the body, the place in the chain, what is stored already';
    process.stdout.write(`${basename(path)}: ${own.length} of ${cases.length} cases are ${what}\n`);
  }
  if ('sha256' in document) runAllFractions(path, document, tally);
}

function runCase(path: string, document: JsonObject, entry: Case, tally: Tally): void {
  const got = result(document, entry);
  if (isDeepStrictEqual(got, wanted(entry))) {
    tally.passed += 1;
    return;
  }
  tally.failed += 1;
  print({ file: path, case: entry.name, expect: wanted(entry), got });
}

function result(document: JsonObject, entry: Case): unknown {
  try {
    return JSON.parse(JSON.stringify(computed(document, entry)));
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

function runAllFractions(path: string, document: JsonObject, tally: Tally): void {
  const lines: string[] = [];
  for (let d = 1; d <= 400; d += 1) {
    for (let n = 0; n <= d; n += 1) {
      if (n > d) continue;
      lines.push(`${n}/${d}=${basisPoints(fraction(BigInt(n), BigInt(d)))}\n`);
    }
  }
  const hash = hashText(lines.join(''));
  const same = lines.length === document['count'] && hash === document['sha256'];
  tally[same ? 'passed' : 'failed'] += 1;
  if (!same)
    print({ file: path, case: 'all fractions', expect: document['sha256'] ?? null, got: hash });
}

function print(line: object): void {
  if (isObject(line)) process.stdout.write(`${JSON.stringify(line)}\n`);
}

const tally: Tally = { passed: 0, failed: 0 };
for (const path of process.argv.slice(2)) runFile(path, tally);
process.stdout.write(`${tally.passed} passed, ${tally.failed} failed\n`);
process.exitCode = tally.failed === 0 ? 0 : 1;
