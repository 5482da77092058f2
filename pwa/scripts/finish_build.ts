import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';
import { injectManifest } from 'workbox-build';

interface Paths {
  readonly worker: string;
  readonly out: string;
}

const PACKED = new Set(['.js', '.css', '.html', '.svg', '.json', '.webmanifest', '.wasm']);
const SMALLEST_BYTES = 512;
const LARGEST_CACHED_BYTES = 4_000_000;

/** Lists the app's files in the worker and stores each text file packed beside itself. */
export function finishBuild(paths: Paths): Plugin {
  return {
    name: 'fieldseal-finish-build',
    apply: 'build',
    async closeBundle() {
      await injectManifest({
        swSrc: paths.worker,
        swDest: join(paths.out, 'sw.js'),
        globDirectory: paths.out,
        globPatterns: ['index.html', 'manifest.webmanifest', 'icon*', 'assets/**/*'],
        globIgnores: ['**/*.gz', '**/*.br', '**/*.map'],
        dontCacheBustURLsMatching: /^assets\//,
        maximumFileSizeToCacheInBytes: LARGEST_CACHED_BYTES,
      });
      rmSync('dist-worker', { recursive: true, force: true });
      for (const file of filesIn(paths.out)) pack(file);
    },
  };
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

function pack(path: string): void {
  const bytes = readFileSync(path);
  if (!PACKED.has(extname(path)) || bytes.length < SMALLEST_BYTES) return;
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }));
}
