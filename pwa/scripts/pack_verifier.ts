import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

const NAME = 'virtual:pack-verifier';
const PAGE = '../reports/proof/verify.html';
const START = 'const Fieldseal = (() => {';
const END = 'if (typeof document';

/** Gives the app the very checks of the page that travels in each pack; there is one copy of them. */
export function packVerifier(): Plugin {
  return {
    name: 'fieldseal-pack-verifier',
    resolveId: (id) => (id === NAME ? `\0${NAME}` : null),
    load(id) {
      if (id !== `\0${NAME}`) return null;
      const page = readFileSync(PAGE, 'utf8');
      const [from, to] = [page.indexOf(START), page.indexOf(END)];
      if (from < 0 || to < from) throw new Error(`${PAGE} has no checks where they are expected`);
      return `${page.slice(from, to)}\nexport const check = Fieldseal.check;\n`;
    },
  };
}
