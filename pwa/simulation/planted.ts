import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

/** A fault on purpose: in one file, some words are put in the place of others. */
export interface Planted {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** Builds the app with one fault in it; what it would change must stand there exactly once. */
export function planted({ file, from, to }: Planted): Plugin {
  const path = fileURLToPath(new URL(`../../${file}`, import.meta.url));
  return {
    name: 'fieldseal-planted',
    enforce: 'pre',
    transform(code, id) {
      if (id !== path) return null;
      if (code.split(from).length !== 2)
        throw new Error(`${file} does not hold the words to be changed exactly once: ${from}`);
      return code.replace(from, () => to);
    },
  };
}
