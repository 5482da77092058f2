import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const OUT = '../backend/static';
const LIMIT_BYTES = 120_000;
const FIRST_SCREENS = ['src/screens/today/Today.svelte', 'src/screens/inspect/Inspect.svelte'];

/** Script files of an entry and of everything it loads at once. */
function scriptsOf(manifest, key, found = new Set()) {
  const entry = manifest[key];
  if (!entry || found.has(entry.file)) return found;
  found.add(entry.file);
  for (const next of entry.imports ?? []) scriptsOf(manifest, next, found);
  return found;
}

const manifest = JSON.parse(readFileSync(join(OUT, 'build.json'), 'utf8'));
const sizes = FIRST_SCREENS.map((screen) => {
  const files = scriptsOf(manifest, screen, scriptsOf(manifest, 'index.html'));
  const packed = [...files].map(
    (file) =>
      statSync(join(OUT, `${file}.gz`), { throwIfNoEntry: false })?.size ??
      statSync(join(OUT, file)).size,
  );
  return { screen, bytes: packed.reduce((sum, size) => sum + size, 0) };
});
for (const { screen, bytes } of sizes) {
  process.stdout.write(`${screen}: ${bytes} of ${LIMIT_BYTES} bytes, packed\n`);
  if (bytes > LIMIT_BYTES) process.exitCode = 1;
}
