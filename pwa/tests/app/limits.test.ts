import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const LINES_MAX = 400;
const ROOT = new URL('../../', import.meta.url);

function filesIn(folder: string): string[] {
  const names = readdirSync(new URL(folder, ROOT), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => /\.(svelte|ts)$/.test(name)).map((name) => `${folder}/${name}`);
}

const files = ['src', 'tests', 'scripts']
  .flatMap(filesIn)
  .filter((name) => !name.includes('paraglide') && !name.endsWith('schema.d.ts'));

test('no file is longer than 400 lines', () => {
  const long = files.filter(
    (name) => readFileSync(new URL(name, ROOT), 'utf8').split('\n').length > LINES_MAX,
  );
  expect(long).toEqual([]);
});

test('the domain imports nothing but itself and the hash', () => {
  const foreign = filesIn('src/domain').filter((name) => {
    const text = readFileSync(new URL(name, ROOT), 'utf8');
    const sources = [...text.matchAll(/from '([^']+)'/g)].map((hit) => hit[1] ?? '');
    return sources.some(
      (source) => !source.startsWith('./') && !source.startsWith('@noble/hashes'),
    );
  });
  expect(foreign).toEqual([]);
});

test('clock and chance are asked only where they are handed in', () => {
  const askers = filesIn('src').filter((name) => {
    const text = readFileSync(new URL(name, ROOT), 'utf8');
    return (
      !name.includes('paraglide') &&
      name !== 'src/ports.ts' &&
      /Date\.now\(|Math\.random\(/.test(text)
    );
  });
  expect(askers).toEqual([]);
});

/** Where dates and times become words for people. */
const SAID = ['src/app/words.ts', 'src/app/day_words.ts'];

test('nothing that is stored or sent comes out of a format of a locale', () => {
  const formatters = filesIn('src').filter((name) => {
    const text = readFileSync(new URL(name, ROOT), 'utf8');
    return (
      !name.includes('paraglide') &&
      !SAID.includes(name) &&
      /\.format\(|\.toLocale\w*\(|\.formatRange\(/.test(text)
    );
  });
  expect(formatters).toEqual([]);
});
