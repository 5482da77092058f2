import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type CDPSession, chromium, type Page } from '@playwright/test';
import { findBrowser } from '../scripts/find_browser';
import { readyOffline } from '../tests/browser/pages/sign_in';
import { servePeers } from './peer_server';
import { type Load, loaded, rest, type Tap, tap, throttle, watchLoad } from './probe';

/** What `fieldseal bench W7` hands over. */
interface Task {
  readonly address: string;
  readonly email: string;
  readonly password: string;
  readonly rounds: number;
}

/** One engine with one form: how it is loaded, and what is tapped. */
interface Entrant {
  readonly name: string;
  readonly first: string;
  readonly targets: readonly string[];
  readonly chosen: string | null;
  readonly address: (page: Page) => Promise<string>;
}

interface Round extends Load {
  readonly taps: readonly Tap[];
}

const THROTTLE = 4;
/** No round is begun after this: a whole run stays within four minutes. */
const ROUNDS_MS = 150_000;
/** How long a person looks before the next tap. */
const LOOK_MS = 150;
const TAPS = 20;
/** SurveyJS takes seconds for a tap; it is stated only. */
const SURVEY_TAPS = 5;

/** Questions all over the form; every second one fails and thereby shows the one after it. */
const SPREAD = Array.from({ length: TAPS }, (_, at) => {
  const ten = 10 * Math.floor(at * 1.5);
  return at % 2 === 0 ? { number: ten + 8, name: 'no' } : { number: ten + 2, name: 'yes' };
});
/** As many in the first of ten sections, from its top on. */
const NEAR = Array.from({ length: TAPS }, (_, at) => {
  const number = at + Math.floor(at / 9);
  return { number, name: number % 10 === 8 ? 'no' : 'yes' };
});

function ours(template: string, taps: typeof SPREAD): Entrant {
  return {
    name: template,
    first: '[data-testid="answer-q0-yes"]',
    targets: taps.map(({ number, name }) => `[data-testid="answer-q${number}-${name}"]`),
    chosen: 'aria-checked',
    address: (page) => started(page, template),
  };
}

/** The address of a new inspection, at the first site that the person may choose. */
async function started(page: Page, template: string): Promise<string> {
  await page.goto('/today');
  await page.getByTestId('today-choose').click();
  const sites = page.getByTestId('choose-site');
  const values = await sites
    .locator('option')
    .evaluateAll((options) =>
      options.flatMap((option) => (option as HTMLOptionElement).value || []),
    );
  await sites.selectOption(values[0] ?? '');
  await page.getByRole('dialog').getByTestId(`today-start-${template}`).click();
  await page.waitForURL(/\/inspections\/[0-9a-f-]{36}/);
  return new URL(page.url()).pathname;
}

async function signedIn(page: Page, task: Task): Promise<void> {
  await page.goto('/sign-in');
  await page.getByTestId('sign-in-email').fill(task.email);
  await page.getByTestId('sign-in-password').fill(task.password);
  await page.getByTestId('sign-in-submit').click();
  await page.getByTestId('settings-open').waitFor();
  await readyOffline(page);
}

/** One load and its taps; the page was loaded before, so that its scripts are kept. */
async function played(page: Page, session: CDPSession, entrant: Entrant): Promise<Round> {
  const address = await entrant.address(page);
  await page.goto(address);
  await page.locator(entrant.first).first().waitFor({ state: 'attached' });
  await throttle(session, THROTTLE);
  await page.reload();
  const load = await loaded(page);
  await rest(page, LOOK_MS);
  const taps: Tap[] = [];
  for (const target of entrant.targets) {
    await scrolledTo(page, target);
    taps.push(await tap(page, target, entrant.chosen));
    await rest(page, LOOK_MS);
  }
  await throttle(session, 1);
  return { ...load, taps };
}

/** Turns the wheel, as a person does, until the target has come into being. */
async function scrolledTo(page: Page, target: string): Promise<void> {
  await page.mouse.move(400, 600);
  while ((await page.locator(target).count()) === 0) {
    await page.mouse.wheel(0, 1500);
    await rest(page, 0);
  }
}

async function main(task: Task): Promise<void> {
  const { server, address } = await servePeers(resolve(import.meta.dirname, '../dist-peers'));
  const profile = mkdtempSync(join(tmpdir(), 'fieldseal-w7-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: (await findBrowser()).path,
    args: ['--disable-gpu', '--no-first-run', '--disable-background-networking'],
    baseURL: task.address,
    viewport: { width: 820, height: 1180 },
    locale: 'en-GB',
  });
  const peer = (name: string, first: string, target: (at: (typeof SPREAD)[number]) => string) => ({
    name,
    first,
    targets: SPREAD.slice(0, name === 'survey' ? SURVEY_TAPS : TAPS).map(target),
    chosen: null,
    address: async () => `${address}/${name}.html`,
  });
  const entrants: readonly Entrant[] = [
    ours('long-parts', NEAR),
    peer(
      'enketo',
      'input[name="/data/q0"]',
      ({ number, name }) => `input[name="/data/q${number}"][value="${name}"]`,
    ),
    ours('long-whole', SPREAD),
    peer(
      'survey',
      '[data-name="q0"] input',
      ({ number, name }) => `[data-name="q${number}"] label:has(input[value="${name}"])`,
    ),
  ];
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    await signedIn(page, task);
    const rounds: Record<string, Round[]> = Object.fromEntries(
      entrants.map(({ name }) => [name, []]),
    );
    const end = performance.now() + ROUNDS_MS;
    for (let round = 0; round < task.rounds; round += 1) {
      // A machine that is busy with something else gets fewer rounds; the table tells how many.
      if (round > 0 && performance.now() > end) break;
      for (const entrant of entrants) {
        const fresh = await context.newPage();
        await watchLoad(fresh, entrant.first);
        const session = await context.newCDPSession(fresh);
        rounds[entrant.name]?.push(await played(fresh, session, entrant));
        await fresh.close();
      }
    }
    process.stdout.write(JSON.stringify(rounds));
  } finally {
    await context.close();
    server.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

await main(JSON.parse(process.argv[2] ?? '{}') as Task);
