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

/** Files of the app that a file imports, types too. */
function importsOf(name: string): string[] {
  const text = readFileSync(new URL(name, ROOT), 'utf8');
  return [...text.matchAll(/from '(\.[^']+)'/g)].flatMap((hit) => {
    const path = new URL(hit[1] ?? '', new URL(name, ROOT)).href.slice(ROOT.href.length);
    return [path, `${path}.ts`, `${path}/index.ts`].filter((one) => files.includes(one));
  });
}

test('no file of the app leads back to itself by its imports', () => {
  const done = new Set<string>();
  const circleFrom = (name: string, above: readonly string[]): readonly string[] | null => {
    if (above.includes(name)) return [...above.slice(above.indexOf(name)), name];
    if (done.has(name)) return null;
    for (const next of importsOf(name)) {
      const found = circleFrom(next, [...above, name]);
      if (found) return found;
    }
    done.add(name);
    return null;
  };
  const circles = files
    .filter((name) => name.startsWith('src/'))
    .map((name) => circleFrom(name, []));
  expect(circles.find((circle) => circle !== null)).toBeUndefined();
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
