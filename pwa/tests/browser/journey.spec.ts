import { Panel } from './pages/desk';
import { buildPack, dropOnVerify } from './pages/evidence';
import { FireSafety } from './pages/fire_safety';
import { OwnerPage } from './pages/owner';
import { readyOffline, signIn } from './pages/sign_in';
import { SyncPage } from './pages/sync';
import { startChecklist } from './pages/today';
import { expect, test } from './support/fixtures';
import { accessProblems, targetProblems } from './support/looks';
import { fingerprintOf, verified, verifierOf, withOneByteFlipped } from './support/pack';
import { photo } from './support/photos';
import { ScriptTablet } from './support/script_tablet';
import type { DemoServer } from './support/server';
import { ServerView } from './support/story';
import { SIZES, type Tablet } from './support/tablet';

const PUDONG = /Pudong|浦东/;
const HE_GUANGYU = 'He Guangyu';
const NOTE = '门向内开。The door opens inward.';
const DAY_MS = 86_400_000;

test('a failed check goes from a tap without a network to a proved and closed matter', async ({
  server,
  device,
}) => {
  test.setTimeout(300_000);
  const seen = new ServerView(server);
  const tablet = await device('inspector', SIZES.tablet);
  const id = await recordOffline(server, tablet);
  await deliver(server, tablet);
  expect((await seen.inspection(id)).files).toHaveLength(3);
  await test.step('submitted; the server computes the very same verdict', async () => {
    await submitAndCompare(tablet, id, seen);
  });
  const { code } = await seen.actionOf((await seen.nonconformity(id)).id);
  await workToClosure({ device, code, stateOf: () => seen.nonconformity(id) });
  await proveEffect(server, seen, id);
  await test.step('the auditor builds the pack and proves it without us', async () => {
    const auditor = await device('auditor', SIZES.desk);
    await signIn(auditor.page, 'p08');
    const from = new Date(Date.now() - DAY_MS).toISOString().slice(0, 10);
    const pack = await buildPack(auditor.page, from, PUDONG);
    expect(await accessProblems(auditor.page)).toEqual([]);
    await provePack(auditor, pack, fingerprintOf(server));
  });
});

/** Fills the whole checklist without network and server, through a power cut; gives its id. */
async function recordOffline(server: DemoServer, tablet: Tablet): Promise<string> {
  let id = '';
  await test.step('the inspector signs in and takes everything along', async () => {
    await signIn(tablet.page, 'p09');
    await readyOffline(tablet.page);
  });
  await test.step('without network and server, half of the checklist is filled', async () => {
    await tablet.context.setOffline(true);
    await server.stop();
    id = await startChecklist(tablet.page, 'fire-safety-site', PUDONG);
    await fillFirstHalf(tablet);
  });
  await test.step('the browser is killed; opened again offline, nothing is missing', async () => {
    const score = await new FireSafety(tablet.page).liveScore.textContent();
    await tablet.kill();
    await tablet.open({ offline: true });
    await tablet.page.goto(`/inspections/${id}/exits`);
    await expectFirstHalf(tablet, score ?? '');
  });
  await test.step('the rest is filled and signed, still offline', async () => {
    const form = new FireSafety(tablet.page);
    await form.extinguisher('SHA-PD-77');
    await form.systems();
    await form.ignition();
    await form.duty();
  });
  return id;
}

async function deliver(server: DemoServer, { page, context }: Tablet): Promise<void> {
  await test.step('the network is back: all is received and proved, also without a session', async () => {
    // A power cut may take a young cookie with it; the chain's own token delivers the work.
    await context.clearCookies();
    await server.start();
    await context.setOffline(false);
    const sync = new SyncPage(page);
    await sync.expectDelivered({ photos: 3 });
    await sync.signInAgain('p09');
    await sync.expectPill('received');
  });
}

/** Two days later by the server's clock, the same checklist is clean twice. */
async function proveEffect(server: DemoServer, seen: ServerView, id: string): Promise<void> {
  await test.step('two clean later inspections prove that it worked', async () => {
    await server.stop();
    await server.start(2);
    const { site } = await seen.inspection(id);
    await inspectClean(server.address, site);
    expect((await seen.nonconformity(id)).state).toBe('watching');
    await inspectClean(server.address, site);
    expect((await seen.nonconformity(id)).state).toBe('closed');
  });
}

async function fillFirstHalf({ page }: Tablet): Promise<void> {
  const form = new FireSafety(page);
  await form.premises();
  await form.exits();
  await form.choose('doors_outward', 'no');
  await expect(page.getByTestId('finding-doors_outward')).toHaveAttribute('data-severity', 'major');
  await form.photograph('doors_outward', photo('door-1.png', 10));
  await switchLanguage(form);
  await form.photograph('doors_outward', photo('door-2.png', 90));
  await form.photograph('exit_signs', photo('sign.png', 170));
  await form.note('doors_outward', NOTE);
  await expect(page.getByTestId('sync-pill')).toHaveAttribute('data-state', 'waiting');
  expect(await targetProblems(page)).toEqual([]);
  expect(await accessProblems(page)).toEqual([]);
}

/** Words change at once; what was answered does not. */
async function switchLanguage(form: FireSafety): Promise<void> {
  const heading = form.row('doors_outward').locator('h3');
  const before = await heading.textContent();
  await form.page.getByTestId('language-switch').click();
  await expect(heading).not.toHaveText(before ?? '');
  await expect(form.option('doors_outward', 'no')).toHaveAttribute('aria-checked', 'true');
  await expect(form.photos('doors_outward')).toHaveCount(1);
}

async function expectFirstHalf({ page }: Tablet, score: string): Promise<void> {
  const form = new FireSafety(page);
  await expect(form.option('doors_outward', 'no')).toHaveAttribute('aria-checked', 'true');
  await expect(form.option('routes_clear', 'yes')).toHaveAttribute('aria-checked', 'true');
  await expect(form.field('route_width')).toHaveValue('1.2');
  await expect(form.page.getByTestId('note-doors_outward')).toHaveValue(NOTE);
  await expect(form.photos('doors_outward')).toHaveCount(2);
  await expect(form.photos('exit_signs')).toHaveCount(1);
  await expect(form.photos('exit_signs').locator('img')).toBeVisible();
  await expect(form.liveScore).toHaveText(score);
}

async function submitAndCompare({ page }: Tablet, id: string, seen: ServerView): Promise<void> {
  await page.goto(`/inspections/${id}`);
  const form = new FireSafety(page);
  await form.openSubmit();
  await page.getByTestId('explain-all').click();
  const shown = await page.locator('main svg[role=img] text').textContent();
  await page.getByTestId('submit-confirm').click();
  await expect(page.getByTestId('verdict-server')).toHaveAttribute('data-same', 'true');
  const { state, verdicts } = await seen.inspection(id);
  expect(state).toBe('submitted');
  expect(verdicts).toHaveLength(1);
  expect(verdicts[0]?.merged).toBe(false);
  expect(Number(shown) * 100).toBeCloseTo(verdicts[0]?.explanation.score_bp ?? -1, 6);
}

interface Closure {
  readonly device: (name: string, size: (typeof SIZES)[keyof typeof SIZES]) => Promise<Tablet>;
  readonly code: string;
  readonly stateOf: () => Promise<{ state: string }>;
}

/** Assigned, caused, planned, done, verified, closed: each by the person whose step it is. */
async function workToClosure({ device, code, stateOf }: Closure): Promise<void> {
  const [officer, owner, verifier] = await Promise.all([
    device('officer', SIZES.desk),
    device('owner', SIZES.phone),
    device('verifier', SIZES.desk),
  ]);
  await signIn(officer.page, 'p05');
  await signIn(owner.page, 'p07');
  await signIn(verifier.page, 'p06');
  const desk = new Panel(officer.page);
  const phone = new OwnerPage(owner.page);

  await test.step('the officer assigns it, the owner accepts and proposes the cause', async () => {
    await desk.open(code);
    await desk.reassign(HE_GUANGYU, 'He keeps the doors. 门由他负责。');
    await phone.open(code);
    await phone.move('accept');
    await phone.proposeCause('Why 1: hinges on the wrong side. Cause: never checked at handover.');
  });
  await test.step('the officer accepts the cause and plans', async () => {
    await desk.open(code);
    await desk.move('nc-move-accept_cause');
    await desk.move('nc-move-plan');
  });
  await test.step('the owner works and submits evidence', async () => {
    await phone.move('start');
    await phone.submitWith(photo('after.png', 220));
  });
  await test.step('another person verifies, the officer closes; a major one is watched', async () => {
    const check = new Panel(verifier.page);
    await check.open(code);
    await check.move('move-verify');
    await desk.open(code);
    await desk.close('Seen on site. 现场已确认。');
    expect((await stateOf()).state).toBe('watching');
  });
}

async function inspectClean(address: string, site: string): Promise<void> {
  const later = await ScriptTablet.signedIn(address, 'p10', 2);
  const inspection = await later.start('fire-safety-site', site);
  inspection.fillClean();
  inspection.submit();
  await later.push();
}

async function provePack({ page }: Tablet, pack: string, fingerprint: string): Promise<void> {
  for (const verifier of [verifierOf(pack), undefined]) {
    expect(verified(pack, verifier)).toMatchObject({ code: 3 });
    const confirmed = verified(pack, verifier, '--fingerprint', fingerprint);
    expect(confirmed).toMatchObject({ code: 0 });
  }
  const changed = withOneByteFlipped(pack);
  const refused = verified(changed.path);
  expect(refused.code).toBe(1);
  expect(refused.said).toContain(changed.name);

  const whole = await dropOnVerify(page, pack);
  await expect(whole).toHaveAttribute('data-code', '3');
  await page.getByTestId('verify-fingerprint').fill(fingerprint);
  await page.getByTestId('verify-fingerprint').press('Tab');
  await expect(whole).toHaveAttribute('data-code', '0');
  expect(await accessProblems(page)).toEqual([]);
  await expect(whole).toContainText(/Whole and unchanged|完整且未改动/);
  const bad = await dropOnVerify(page, changed.path);
  await expect(bad).toHaveAttribute('data-code', '1');
  await expect(bad).toContainText(changed.name);
  expect(await accessProblems(page)).toEqual([]);
}
