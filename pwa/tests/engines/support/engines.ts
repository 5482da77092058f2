import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { findBrowser } from '../../../scripts/find_browser';
import { firstInPath, runs } from '../../../scripts/programs';
import { ROOT } from '../../browser/support/folders';

export type EngineName = 'chromium' | 'firefox' | 'webkit';

/** An engine on this machine, or why it is not here and how to get it. */
export type Engine =
  | { readonly name: EngineName; readonly program: string; readonly screen: string }
  | { readonly name: EngineName; readonly missing: string };

export const TITLES: Readonly<Record<EngineName, string>> = {
  chromium: 'Chromium',
  firefox: 'Firefox',
  webkit: 'WebKitGTK',
};
export const PYTHON = join(ROOT, '.venv/bin/python');
/** The window that WebKit's driver drives. */
export const WEBKIT_WINDOW = join(import.meta.dirname, 'webkit_window.py');

const FIREFOX_NAMES = ['firefox-esr', 'firefox'];
const GET_FIREFOX = 'apt install firefox-esr, or set FIELDSEAL_FIREFOX';
const GET_WEBKIT = 'apt install webkit2gtk-driver, or set FIELDSEAL_WEBKIT_DRIVER';
const GET_SCREEN = 'apt install xvfb, or set FIELDSEAL_XVFB';

/** Looks for an engine: what a variable names, else what PATH leads to. Nothing is fetched. */
export async function findEngine(
  name: EngineName,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Engine> {
  if (name === 'chromium') return { name, program: (await findBrowser(env)).path, screen: '' };
  if (name === 'firefox') {
    const program = named('FIELDSEAL_FIREFOX', env) ?? firstInPath(FIREFOX_NAMES, env);
    if (program) return { name, program, screen: '' };
    return { name, missing: `not installed (${GET_FIREFOX})` };
  }
  return webkit(env);
}

function webkit(env: NodeJS.ProcessEnv): Engine {
  const name = 'webkit';
  const program = named('FIELDSEAL_WEBKIT_DRIVER', env) ?? firstInPath(['WebKitWebDriver'], env);
  if (!program) return { name, missing: `not installed (${GET_WEBKIT})` };
  const screen = named('FIELDSEAL_XVFB', env) ?? firstInPath(['Xvfb'], env);
  if (!screen) return { name, missing: `has no screen to draw on (${GET_SCREEN})` };
  const library = spawnSync(PYTHON, [WEBKIT_WINDOW, '--version'], { encoding: 'utf8' });
  if (library.status === 0) return { name, program, screen };
  return { name, missing: `cannot be opened (${library.stderr.trim()})` };
}

/** The program that a variable names. Raises: Error when it names none. */
function named(variable: string, env: NodeJS.ProcessEnv): string | undefined {
  const path = env[variable];
  if (!path) return undefined;
  if (!runs(path)) throw new Error(`${variable} names no program: ${path}`);
  return path;
}
