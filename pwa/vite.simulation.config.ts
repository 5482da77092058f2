import { defineConfig } from 'vite';
import { planted } from './simulation/planted.ts';

const bug = process.env['FIELDSEAL_PLANTED'] ?? '';

/** One bundled file that plays tablets for `fieldseal simulate`, perhaps with one fault planted. */
export default defineConfig({
  publicDir: false,
  plugins: bug === '' ? [] : [planted(JSON.parse(bug))],
  build: {
    ssr: 'simulation/run.ts',
    outDir: process.env['FIELDSEAL_SIMULATION_OUT'] ?? 'dist-simulation',
    emptyOutDir: false,
    target: 'node20',
    minify: false,
    rolldownOptions: { output: { entryFileNames: 'run.mjs' } },
  },
  ssr: { noExternal: true },
});
