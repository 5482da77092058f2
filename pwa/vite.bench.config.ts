import { defineConfig } from 'vite';

/** The driver of `fieldseal bench W7` as one file for node. */
export default defineConfig({
  publicDir: false,
  build: {
    ssr: 'bench/run.ts',
    outDir: 'dist-bench',
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    rolldownOptions: { output: { entryFileNames: 'run.mjs' } },
  },
});
