import { defineConfig } from 'vite';
import { finishBuild } from './scripts/finish_build.ts';

/** The service worker, built after the app whose files it lists. */
export default defineConfig({
  publicDir: false,
  plugins: [finishBuild({ worker: 'dist-worker/sw.js', out: '../backend/static' })],
  build: {
    outDir: 'dist-worker',
    emptyOutDir: true,
    target: 'es2022',
    lib: { entry: 'src/service_worker.ts', formats: ['es'], fileName: () => 'sw.js' },
  },
});
