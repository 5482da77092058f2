import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

/** A fault on purpose: in one file, some words are put in the place of others. */
export interface Edit {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/** Builds the app with a fault in it; what it changes must stand there exactly once. */
export function planted(edits: readonly Edit[]): Plugin {
  const seen = new Set<Edit>();
  const pathOf = ({ file }: Edit) => fileURLToPath(new URL(`../../${file}`, import.meta.url));
  return {
    name: 'fieldseal-planted',
    enforce: 'pre',
    transform(code, id) {
      let changed = code;
      for (const edit of edits.filter((one) => pathOf(one) === id)) {
        if (changed.split(edit.before).length !== 2)
          throw new Error(`${edit.file} does not hold these words once: ${edit.before}`);
        changed = changed.replace(edit.before, () => edit.after);
        seen.add(edit);
      }
      return changed === code ? null : changed;
    },
    buildEnd() {
      const left = edits.filter((edit) => !seen.has(edit));
      if (left.length > 0) throw new Error(`not in the bundle: ${left.map(pathOf).join(', ')}`);
    },
  };
}
