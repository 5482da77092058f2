import { expect, test } from 'vitest';
import {
  INSPECTING_LOCK,
  mayTakeOver,
  PAGE_LOCK,
  showsInspection,
  versionsInUse,
} from '../../src/versions';

test.each([
  ['/inspections/0192', true],
  ['/inspections/0192/exits', true],
  ['/inspections/0192/submit', true],
  ['/inspections/0192/verdict', false],
  ['/inspections', false],
  ['/today', false],
])('%s shows an open inspection: %s', (path, shows) => {
  expect(showsInspection(path)).toBe(shows);
});

test('no version takes over while any page shows an inspection', () => {
  expect(mayTakeOver([`${PAGE_LOCK}/assets/index-1.js`, 'fieldseal-1-exchange'])).toBe(true);
  expect(mayTakeOver([`${PAGE_LOCK}/assets/index-1.js`, INSPECTING_LOCK])).toBe(false);
});

test('the versions in use are known when every page has told its own', () => {
  const held = [
    `${PAGE_LOCK}/assets/index-1.js`,
    INSPECTING_LOCK,
    `${PAGE_LOCK}/assets/index-2.js`,
  ];
  expect(versionsInUse(held, 2)).toEqual(['/assets/index-1.js', '/assets/index-2.js']);
  expect(versionsInUse(held, 3)).toBeNull();
  expect(versionsInUse([], 0)).toEqual([]);
});
