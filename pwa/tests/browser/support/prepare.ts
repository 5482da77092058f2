import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findBrowser } from '../../../scripts/find_browser';
import {
  BROWSER_FILE,
  FONT_CUTS,
  FONTS_FILE,
  PASSWORD,
  ROOT,
  RUNS,
  SEED,
  STARTER,
  serverEnvironment,
  WORK,
} from './folders';

/** `exec` keeps the process id, so that a test can kill exactly its own browser. */
const SCRIPT = '#!/bin/sh\necho $$ > "$FIELDSEAL_PID_FILE"\nexec "$FIELDSEAL_BROWSER" "$@"\n';
const CUTTER = join(ROOT, 'reports/drawing/font_cut.py');

/** Before all tests: find a browser, seed the demo organisation, cut the fonts of its packs. */
export default async function prepare(): Promise<void> {
  if (!existsSync(join(ROOT, 'backend/static/index.html')))
    throw new Error('the web app is not built: npm --prefix pwa run build');
  rmSync(RUNS, { recursive: true, force: true });
  rmSync(SEED, { recursive: true, force: true });
  mkdirSync(WORK, { recursive: true });
  const browser = await findBrowser();
  writeFileSync(BROWSER_FILE, JSON.stringify(browser));
  writeFileSync(STARTER, SCRIPT, { mode: 0o755 });
  writeFileSync(FONTS_FILE, fonts());
  process.stdout.write(`Browser: ${browser.path} (${browser.found})\n`);
  await Promise.all([seeded(), fontsCut()]);
}

function seeded(): Promise<void> {
  const args = ['demo', '--data', SEED, '--seed-only', '--demo-password', PASSWORD];
  return run(join(ROOT, '.venv/bin/fieldseal'), args);
}

/** Half a minute of work, done again only when the cutter changed. */
async function fontsCut(): Promise<void> {
  const made = existsSync(FONT_CUTS) ? statSync(FONT_CUTS).mtimeMs : 0;
  if (made > statSync(CUTTER).mtimeMs) return;
  rmSync(FONT_CUTS, { recursive: true, force: true });
  await run(join(ROOT, '.venv/bin/python'), ['-m', 'backend.evidence.building', 'fonts']);
}

async function run(program: string, args: readonly string[]): Promise<void> {
  const child = spawn(program, args, {
    cwd: ROOT,
    env: serverEnvironment(),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}`);
}

/** The system's fonts and, where it has none, the Chinese one that the reports are set in. */
function fonts(): string {
  const library = join(ROOT, '.venv/lib');
  const found = readdirSync(library, { recursive: true, encoding: 'utf8' });
  const folder = found.find((name) => name.endsWith('fonts/ofl/notosanssc'));
  const lines = [
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>',
    '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>',
    folder ? `<dir>${join(library, folder)}</dir>` : '',
    `<cachedir>${join(WORK, 'font-cache')}</cachedir></fontconfig>`,
  ];
  return lines.join('\n');
}
