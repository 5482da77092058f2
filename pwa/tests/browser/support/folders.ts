import { mkdirSync, mkdtempSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The repository. */
export const ROOT = resolve(import.meta.dirname, '../../../..');
/** Everything the browser tests write; git does not see it. */
export const WORK = join(ROOT, 'pwa/dist-browser');
/** The demo organisation, seeded once a run and copied for each server. */
export const SEED = join(WORK, 'seed');
/** Folders of this run: servers' data, browsers' profiles, downloads. */
export const RUNS = join(WORK, 'runs');
/** The shell script that notes a browser's process id and becomes the browser. */
export const STARTER = join(WORK, 'browser.sh');
/** Where the found browser's path is kept for the workers. */
export const BROWSER_FILE = join(WORK, 'browser.json');
/** The password of everybody in the demo. */
export const PASSWORD = 'a-password-for-journeys';

/** A fresh folder of this run. */
export function freshFolder(name: string): string {
  mkdirSync(RUNS, { recursive: true });
  return mkdtempSync(join(RUNS, `${name}-`));
}
/** Tells the browser which fonts there are. */
export const FONTS_FILE = join(WORK, 'fonts.conf');
/** The cut fonts of evidence packs, shared by all servers and kept between runs. */
export const FONT_CUTS = join(WORK, 'font-cuts');

/** The environment of a server: nothing that the caller may have set for their own one. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const plain = Object.entries(process.env).filter(([name]) => !name.startsWith('FIELDSEAL_'));
  return { ...Object.fromEntries(plain), FIELDSEAL_FONT_CACHE: FONT_CUTS };
}
