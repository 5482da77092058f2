import { expect, type Page } from '@playwright/test';
import type { Stage } from './stage';

/** What the addresses of screens name. */
export type Scene = Pick<Stage, 'open' | 'submitted' | 'action'>;

/** A screen with the person who sees it and the sign that it stands. */
export interface Screen {
  readonly name: string;
  readonly path: (scene: Scene) => string;
  /** Test id of what must be there before it is judged. */
  readonly ready: string;
  /** What must be tapped to get there. */
  readonly open?: (page: Page) => Promise<void>;
}

const at = (path: string) => () => path;
const tap = (id: string) => (page: Page) => page.getByTestId(id).first().click();
const exits = (scene: Scene) => `/inspections/${scene.open}/exits`;
const inspection = (place: string) => (scene: Scene) => `/inspections/${scene.open}/${place}`;

export const NOBODY: readonly Screen[] = [
  { name: 'sign-in', path: at('/sign-in'), ready: 'sign-in-submit' },
  { name: 'verify-open', path: at('/verify'), ready: 'verify-fingerprint' },
];

export const INSPECTOR: readonly Screen[] = [
  { name: 'today', path: at('/today'), ready: 'ready-offline' },
  { name: 'today-choose', path: at('/today'), ready: 'choose-site', open: tap('today-choose') },
  { name: 'settings', path: at('/today'), ready: 'sign-out', open: tap('settings-open') },
  { name: 'inspect', path: exits, ready: 'finding-doors_outward' },
  {
    name: 'inspect-point',
    path: inspection('extinguishers'),
    ready: 'answer-ext_id',
  },
  {
    name: 'inspect-sign',
    path: inspection('duty'),
    ready: 'sign-canvas',
    open: tap('sign-host_sign'),
  },
  {
    name: 'inspect-not-applicable',
    path: exits,
    ready: 'reason-confirm',
    open: tap('na-emergency_light_test'),
  },
  { name: 'inspect-keypad', path: exits, ready: 'keypad-done', open: tap('keypad-route_width') },
  { name: 'submit', path: inspection('submit'), ready: 'before-submit' },
  {
    name: 'submit-explained',
    path: inspection('submit'),
    ready: 'explain-all',
    open: tap('explain-all'),
  },
  { name: 'conflict', path: inspection('conflicts'), ready: 'conflict-option-1' },
  {
    name: 'verdict',
    path: (stage) => `/inspections/${stage.submitted}/verdict`,
    ready: 'verdict-grade',
  },
  { name: 'sync', path: at('/sync'), ready: 'sync-headline' },
  { name: 'no-access', path: at('/people'), ready: 'no-access-ask' },
];

export const OWNER: readonly Screen[] = [
  { name: 'actions', path: at('/actions'), ready: 'sync-pill' },
  { name: 'action', path: ({ action }) => `/actions/${action.id}`, ready: 'move-accept' },
  {
    name: 'action-deadline',
    path: ({ action }) => `/actions/${action.id}`,
    ready: 'move-accept',
    open: tap('deadline-explain'),
  },
  {
    name: 'action-more-time',
    path: ({ action }) => `/actions/${action.id}`,
    ready: 'reason-confirm',
    open: tap('move-request_extension'),
  },
];

export const OFFICER: readonly Screen[] = [
  { name: 'backlog', path: at('/backlog'), ready: 'backlog-total' },
  {
    name: 'backlog-panel',
    path: ({ action }) => `/backlog?open=${action.code}`,
    ready: 'moves',
  },
  {
    name: 'backlog-assign',
    path: ({ action }) => `/backlog?open=${action.code}`,
    ready: 'owner-option',
    open: tap('move-reassign'),
  },
  { name: 'inspections', path: at('/inspections'), ready: 'settings-open' },
  { name: 'evidence', path: at('/evidence'), ready: 'pack-build' },
  { name: 'verify', path: at('/verify'), ready: 'verify-fingerprint' },
  { name: 'inbox', path: at('/inbox'), ready: 'settings-open' },
  { name: 'desk-nothing', path: at('/nowhere'), ready: 'no-access-home' },
];

export const AUDITOR: readonly Screen[] = [
  { name: 'auditor-evidence', path: at('/evidence'), ready: 'pack-build' },
  { name: 'auditor-verify', path: at('/verify'), ready: 'verify-fingerprint' },
];

/** Goes to a screen and waits until all of it stands. */
export async function show(page: Page, screen: Screen, scene: Scene): Promise<void> {
  await page.goto(screen.path(scene));
  await screen.open?.(page);
  await page.getByTestId(screen.ready).first().waitFor();
  await page.locator('main#main').first().waitFor();
  await expect(page.locator('[data-testid=ready-offline][data-ready=false]')).toHaveCount(0);
}
