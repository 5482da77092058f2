import { walk } from '../browser/pages/fire_safety_walk';
import { fingerprintOf, verified, verifierOf, withOneByteFlipped } from '../browser/support/pack';
import { largePhoto, photo } from '../browser/support/photos';
import { ServerView } from '../browser/support/story';
import { SIZES } from '../browser/support/tablet';
import { Desk } from './pages/desk';
import { buildPack, expectCode, expectVerify } from './pages/evidence';
import { Form, startChecklist } from './pages/form';
import { Owner } from './pages/owner';
import { pill, readyOffline, signIn, signOut } from './pages/people';
import { expectDelivered, signInWhereAsked } from './pages/sync';
import { type Device, id, soon } from './support/device';
import { expect, test } from './support/fixtures';
import { inBothLanguages } from './support/pictures';

const PUDONG = /Pudong|浦东/;
const HE_GUANGYU = 'He Guangyu';
const NOTE = '门向内开。The door opens inward.';
const DAY_MS = 86_400_000;

test('a failed check goes from a tap without a network to a proved matter', async ({
  server,
  device,
}) => {
  const seen = new ServerView(server);
  const tablet = await device('inspector', SIZES.tablet);
  const inspection = await recordOffline(tablet);
  await test.step('the network is back: all is received and proved', async () => {
    tablet.line.mend();
    await expectDelivered(tablet, 3);
    await signInWhereAsked(tablet, 'p09');
    await inBothLanguages(tablet, 'sync', 'main dl.key');
    expect((await seen.inspection(inspection)).files).toHaveLength(3);
  });
  await submitAndCompare(tablet, inspection, seen);
  const { code } = await seen.actionOf((await seen.nonconformity(inspection)).id);
  const desk = await device('desk', SIZES.desk);
  await workToClosure(await device('owner', SIZES.phone), desk, code);
  expect((await seen.nonconformity(inspection)).state).toBe('watching');
  await test.step('the auditor builds the pack and proves it without us', async () => {
    await signIn(desk, 'p08');
    const from = new Date(Date.now() - DAY_MS).toISOString().slice(0, 10);
    const pack = await buildPack(desk, from, PUDONG);
    await inBothLanguages(desk, 'evidence', id('pack-download'));
    await provePack(desk, pack, fingerprintOf(server));
  });
});

/** Fills the whole checklist without a network, through a power cut; gives its id. */
async function recordOffline(tablet: Device): Promise<string> {
  let inspection = '';
  await test.step('the inspector signs in and takes everything along', async () => {
    await tablet.goto('/sign-in');
    await inBothLanguages(tablet, 'sign-in', id('sign-in-submit'));
    await signIn(tablet, 'p09');
    await readyOffline(tablet);
    await inBothLanguages(tablet, 'today', id('ready-offline'));
  });
  await test.step('without a network, half of the checklist is filled', async () => {
    tablet.line.cut();
    inspection = await startChecklist(tablet, 'fire-safety-site', PUDONG);
    await fillFirstHalf(tablet);
  });
  await test.step('the power is cut; opened again offline, nothing is missing', async () => {
    const score = await new Form(tablet).liveScore();
    await tablet.kill();
    await tablet.open();
    await tablet.goto(`/inspections/${inspection}/exits`);
    await expectFirstHalf(tablet, score);
  });
  await test.step('the rest is filled and signed, still offline', async () => {
    const form = new Form(tablet);
    await walk.extinguisher(form, 'SHA-PD-77');
    await walk.systems(form);
    await walk.ignition(form);
    await walk.duty(form);
  });
  return inspection;
}

async function fillFirstHalf(tablet: Device): Promise<void> {
  const form = new Form(tablet);
  await walk.premises(form);
  await walk.exits(form);
  await form.choose('doors_outward', 'no');
  await soon(() => tablet.attribute(id('finding-doors_outward'), 'data-severity')).toBe('major');
  await form.photograph('doors_outward', photo('door-1.png', 10));
  await form.photograph('doors_outward', largePhoto('door-2.png'));
  await form.photograph('exit_signs', photo('sign.png', 170));
  await form.note('doors_outward', NOTE);
  await pill(tablet, 'waiting');
  // Only the questions scroll; the bars above and below them stay where they are.
  expect(await tablet.run(() => document.documentElement.scrollHeight - innerHeight)).toBe(0);
  await inBothLanguages(tablet, 'inspect', id('finding-doors_outward'));
}

async function expectFirstHalf(tablet: Device, score: string | null): Promise<void> {
  const form = new Form(tablet);
  await form.expectChosen('doors_outward', 'no');
  await form.expectChosen('routes_clear', 'yes');
  await form.expectTyped('route_width', '1.2');
  await form.expectNote('doors_outward', NOTE);
  await form.expectPhotos('doors_outward', 2);
  await form.expectPhotos('exit_signs', 1);
  await soon(() => form.liveScore()).toBe(score);
}

async function submitAndCompare(
  tablet: Device,
  inspection: string,
  seen: ServerView,
): Promise<void> {
  await test.step('submitted; the server computes the very same verdict', async () => {
    await tablet.goto(`/inspections/${inspection}`);
    await tablet.tap(id('submit-open'));
    await tablet.tap(id('explain-all'));
    await inBothLanguages(tablet, 'submit', id('explain-all'));
    const shown = await tablet.text('main svg[role=img] text');
    await tablet.tap(id('submit-confirm'));
    await soon(() => tablet.attribute(id('verdict-server'), 'data-same')).toBe('true');
    await inBothLanguages(tablet, 'verdict', id('verdict-grade'));
    const { state, verdicts } = await seen.inspection(inspection);
    expect(state).toBe('submitted');
    expect(verdicts).toHaveLength(1);
    expect(Number(shown) * 100).toBeCloseTo(verdicts[0]?.explanation.score_bp ?? -1, 6);
  });
}

/** Assigned, caused, planned, done, verified, closed: each by the person whose step it is. */
async function workToClosure(phone: Device, shared: Device, code: string): Promise<void> {
  const desk = new Desk(shared);
  const owner = new Owner(phone);
  await test.step('the officer assigns it, the owner accepts and proposes the cause', async () => {
    await signIn(shared, 'p05');
    await desk.open(code);
    await desk.reassign(HE_GUANGYU, 'He keeps the doors. 门由他负责。');
    await inBothLanguages(shared, 'desk', `${id('panel')} img`);
    await signIn(phone, 'p07');
    await owner.open(code);
    await owner.move('accept');
    await owner.proposeCause('Why 1: hinges on the wrong side. Cause: never checked at handover.');
    await inBothLanguages(phone, 'owner', 'main img');
  });
  await test.step('the officer accepts the cause and plans; the owner submits evidence', async () => {
    await desk.open(code);
    await desk.move('nc-move-accept_cause');
    await desk.move('nc-move-plan');
    await owner.move('start');
    await owner.submitWith(photo('after.png', 220));
    await signOut(shared);
  });
  await test.step('another person verifies, the officer closes', async () => {
    await signIn(shared, 'p06');
    await desk.open(code);
    await desk.move('move-verify');
    await signOut(shared);
    await signIn(shared, 'p05');
    await desk.open(code);
    await desk.close('Seen on site. 现场已确认。');
    await signOut(shared);
  });
}

async function provePack(desk: Device, pack: string, fingerprint: string): Promise<void> {
  const confirmed = verified(pack, verifierOf(pack), '--fingerprint', fingerprint);
  expect(confirmed).toMatchObject({ code: 0 });
  await expectVerify(desk, pack, '3');
  await desk.fill(id('verify-fingerprint'), fingerprint);
  await desk.press('Tab');
  await expectCode(desk, '0');
  await inBothLanguages(desk, 'verify', id('verify-result'));
  const changed = withOneByteFlipped(pack);
  await expectVerify(desk, changed.path, '1');
  await soon(() => desk.text(id('verify-result'))).toContain(changed.name);
}
