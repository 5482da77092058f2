import * as svelte from 'prettier-plugin-svelte';

/**
 * Formats the Svelte files, which Biome only lints; everything else is formatted by Biome.
 *
 * @type {import('prettier').Config}
 */
export default {
  plugins: [svelte],
  overrides: [{ files: '*.svelte', options: { parser: 'svelte' } }],
  printWidth: 100,
  singleQuote: true,
  svelteIndentScriptAndStyle: false,
};
