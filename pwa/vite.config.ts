import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { packVerifier } from './scripts/pack_verifier.ts';

/** The app; `scripts/finish_build.ts` adds the service worker and the pre-compressed files. */
export default defineConfig({
  plugins: [
    paraglideVitePlugin({
      project: './project.inlang',
      outdir: './src/paraglide',
      strategy: ['globalVariable', 'baseLocale'],
      emitTsDeclarations: true,
    }),
    packVerifier(),
    svelte(),
  ],
  build: {
    outDir: '../backend/static',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    manifest: 'build.json',
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  server: {
    proxy: Object.fromEntries(
      ['/api', '/health', '/metrics'].map((path) => [
        path,
        process.env['FIELDSEAL_SERVER'] ?? 'http://127.0.0.1:8000',
      ]),
    ),
  },
});
