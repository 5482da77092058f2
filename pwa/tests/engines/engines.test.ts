import { expect, test } from 'vitest';
import { findEngine } from './support/engines';
import { toldOf } from './support/told';

const NOWHERE = { PATH: '/nowhere' };

test('an engine that is not installed is told with the way to get it, and is no failure', async () => {
  const firefox = await findEngine('firefox', NOWHERE);
  const webkit = await findEngine('webkit', NOWHERE);

  expect(told(firefox)).toBe(
    'Firefox: not installed (apt install firefox-esr, or set FIELDSEAL_FIREFOX), skipped',
  );
  expect(told(webkit)).toBe(
    'WebKitGTK: not installed (apt install webkit2gtk-driver, or set FIELDSEAL_WEBKIT_DRIVER), skipped',
  );
});

test('WebKit without a screen to draw on is told apart', async () => {
  const webkit = await findEngine('webkit', {
    ...NOWHERE,
    FIELDSEAL_WEBKIT_DRIVER: process.execPath,
  });

  expect(told(webkit)).toBe(
    'WebKitGTK: has no screen to draw on (apt install xvfb, or set FIELDSEAL_XVFB), skipped',
  );
});

test('a program that a variable names is taken before one in PATH', async () => {
  const found = await findEngine('firefox', {
    ...process.env,
    FIELDSEAL_FIREFOX: process.execPath,
  });

  expect(found).toEqual({ name: 'firefox', program: process.execPath, screen: '' });
});

test('a variable that names no program is a mistake and is told', async () => {
  const wrong = { ...process.env, FIELDSEAL_FIREFOX: '/nowhere/firefox' };

  await expect(findEngine('firefox', wrong)).rejects.toThrow('FIELDSEAL_FIREFOX names no program');
});

test('an engine that ran is told with its version and what passed', () => {
  const seen = { missing: '', version: 'firefox/153.8.0', passed: 3, all: 4 };

  expect(toldOf('firefox', seen)).toBe('Firefox 153.8.0: 3 of 4 journeys passed');
});

function told(engine: Awaited<ReturnType<typeof findEngine>>): string {
  const missing = 'missing' in engine ? engine.missing : '';
  return toldOf(engine.name, { missing, version: '', passed: 0, all: 0 });
}
