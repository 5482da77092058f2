import { defineConfig } from 'vite';

/** One bundled file that runs the shared cases with the domain code of the app. */
export default defineConfig({
  build: {
    ssr: 'scripts/run_vectors.ts',
    outDir: 'dist-vectors',
    target: 'node20',
    minify: false,
    rolldownOptions: { output: { entryFileNames: 'run.mjs' } },
  },
  ssr: { noExternal: true },
});
