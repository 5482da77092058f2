import { existsSync, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { chromium } from '@playwright/test';
import { firstInPath, runs } from './programs';

/** A browser that is there already, and how it was found. */
export interface Browser {
  readonly path: string;
  readonly found: 'FIELDSEAL_CHROMIUM' | 'PATH' | 'Playwright' | '@sparticuz/chromium';
}

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
];
/** Where the last fallback is unpacked: inside the folder that npm owns, nowhere else. */
const UNPACKED = resolve(import.meta.dirname, '../node_modules/.cache/fieldseal-chromium');

/**
 * The Chromium for the tests: the one named by FIELDSEAL_CHROMIUM, else one in PATH, else
 * Playwright's own if it was installed before, else the one in `node_modules`. Nothing is fetched.
 */
export async function findBrowser(env: NodeJS.ProcessEnv = process.env): Promise<Browser> {
  const named = env['FIELDSEAL_CHROMIUM'];
  if (named) {
    if (!runs(named)) throw new Error(`FIELDSEAL_CHROMIUM names no program: ${named}`);
    return { path: named, found: 'FIELDSEAL_CHROMIUM' };
  }
  const inPath = firstInPath(NAMES, env);
  if (inPath) return { path: inPath, found: 'PATH' };
  const own = chromium.executablePath();
  if (existsSync(own)) return { path: own, found: 'Playwright' };
  return { path: await unpacked(), found: '@sparticuz/chromium' };
}

async function unpacked(): Promise<string> {
  mkdirSync(UNPACKED, { recursive: true });
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = UNPACKED;
  try {
    const { default: fallback } = await import('@sparticuz/chromium');
    return await fallback.executablePath();
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
}
