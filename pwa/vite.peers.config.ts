import { resolve } from 'node:path';
import { defineConfig } from 'vite';

const root = resolve(import.meta.dirname, '../backend/bench/peers');
const enketo = resolve(root, 'node_modules/enketo-core');
const within = (name: string) => resolve(enketo, 'src/js', name);

/** The long form in other form engines, for `fieldseal bench W7` only; nothing of it is in the app. */
export default defineConfig({
  root,
  base: './',
  publicDir: false,
  resolve: {
    // What enketo-core names in the field `browser` of its package.
    alias: {
      'enketo/config': resolve(enketo, 'config.js'),
      'enketo/widgets': within('widgets.js'),
      'enketo/translator': within('fake-translator.js'),
      'enketo/dialog': within('fake-dialog.js'),
      'enketo/file-manager': within('file-manager.js'),
      'enketo/xpath-evaluator-binding': within('xpath-evaluator-binding.js'),
    },
  },
  build: {
    outDir: resolve(import.meta.dirname, 'dist-peers'),
    emptyOutDir: true,
    target: 'es2022',
    rolldownOptions: { input: [resolve(root, 'enketo.html'), resolve(root, 'survey.html')] },
  },
});
