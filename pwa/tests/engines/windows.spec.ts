import { ServerView } from '../browser/support/story';
import { SIZES } from '../browser/support/tablet';
import { Form, startChecklist } from './pages/form';
import { pill, readyOffline, signIn, signOut } from './pages/people';
import { expectDelivered } from './pages/sync';
import { type Device, id, soon } from './support/device';
import { expect, test } from './support/fixtures';

const PREMISES = ['has_hydrant', 'has_sprinkler', 'has_control_room', 'has_kitchen'];
const EXITS = ['routes_clear', 'exits_unlocked', 'evac_plan_posted', 'assembly_point'];

test('two windows of one tablet write one chain, and who leaves in one leaves both', async ({
  server,
  device,
}) => {
  const tablet = await device('windows', SIZES.tablet);
  await signIn(tablet, 'p09');
  await readyOffline(tablet);
  const inspection = await startChecklist(tablet, 'fire-safety-site', /Pudong|浦东/);
  const form = new Form(tablet);
  await form.section('premises');
  await seesAll(tablet, PREMISES);
  await tablet.now.another();
  await tablet.goto(`/inspections/${inspection}/exits`);
  await seesAll(tablet, EXITS);

  await test.step('both answer at the same time', async () => {
    await tablet.now.turnTo(1);
    await tapAll(tablet, PREMISES);
    await tablet.now.turnTo(2);
    await tapAll(tablet, EXITS);
    for (const question of EXITS) await form.expectChosen(question, 'yes');
    await tablet.now.turnTo(1);
    for (const question of PREMISES) await form.expectChosen(question, 'yes');
  });
  await test.step('the server takes all of it', async () => {
    await expectDelivered(tablet, 0);
    await pill(tablet, 'received');
    const { answers } = await new ServerView(server).inspection(inspection);
    const questions = answers.map(({ question }) => question);
    expect(questions.sort()).toEqual([...PREMISES, ...EXITS].sort());
  });
  await test.step('the person leaves in one window', async () => {
    await signOut(tablet);
    await tablet.now.turnTo(2);
    await soon(() => tablet.path()).toBe('/sign-in');
    await tablet.sees(id('sign-in-submit'));
  });
});

const yes = (question: string) => id(`answer-${question}-yes`);

/** Waits until every question has its controls: those beyond the screen get them a little later. */
async function seesAll(tablet: Device, questions: readonly string[]): Promise<void> {
  for (const question of questions) await tablet.sees(yes(question));
}

/** Taps faster than anything can be stored. */
async function tapAll(tablet: Device, questions: readonly string[]): Promise<void> {
  await tablet.run((selectors) => {
    for (const one of selectors) document.querySelector<HTMLElement>(one)?.click();
  }, questions.map(yes));
}
