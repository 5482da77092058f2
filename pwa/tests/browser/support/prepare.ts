import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findBrowser } from '../../../scripts/find_browser';
import { BROWSER_FILE, FONTS_FILE, PASSWORD, ROOT, RUNS, SEED, STARTER, WORK } from './folders';

/** `exec` keeps the process id, so that a test can kill exactly its own browser. */
const SCRIPT = '#!/bin/sh\necho $$ > "$FIELDSEAL_PID_FILE"\nexec "$FIELDSEAL_BROWSER" "$@"\n';

/** Before all tests: find a browser, seed the demo organisation. */
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
  const seeding = ['demo', '--data', SEED, '--seed-only', '--demo-password', PASSWORD];
  execFileSync(join(ROOT, '.venv/bin/fieldseal'), seeding, {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
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
