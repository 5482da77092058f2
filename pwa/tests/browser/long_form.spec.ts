import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { loaded, tap, watchLoad } from '../../bench/probe';
import { InspectPage } from './pages/inspect';
import { readyOffline, signIn } from './pages/sign_in';
import { startChecklist } from './pages/today';
import { expect, test } from './support/fixtures';
import { ROOT, serverEnvironment } from './support/folders';
import { accessProblems, speak } from './support/looks';
import type { DemoServer } from './support/server';

/** Three hundred, of which every tenth is shown only where the one before it fails. */
const SHOWN = 270;
/** A row with its controls has some thirty elements, and a screen shows six of them. */
const ELEMENTS_MAX = 1500;

/** Counts what the page writes durably; put there before its first script. */
function countCommits(): void {
  const seen = window as { commits?: number };
  seen.commits = 0;
  const begin = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (stores, mode, options) {
    const durable = mode === 'readwrite' && options?.durability === 'strict';
    if (durable && [stores].flat().includes('operations')) {
      seen.commits = (seen.commits ?? 0) + 1;
    }
    return begin.call(this, stores, mode, options);
  };
}

test('a section of 300 questions stands at once, and a tap is one commit', async ({
  server,
  device,
}) => {
  test.slow();
  await withLongForms(server);
  const { page, context } = await device('long');
  await signIn(page, 'p09');
  await speak(page, 'en');
  await readyOffline(page);
  const id = await startChecklist(page, 'long-whole', /Pudong/);
  const form = new InspectPage(page);
  const controls = page.locator('[data-row] [role=radiogroup]');
  await context.setOffline(true);
  await page.addInitScript(countCommits);
  await watchLoad(page, '[data-testid="answer-q0-yes"]');

  await test.step('what the first screen needs is drawn first, and the rest follows', async () => {
    await page.goto(`/inspections/${id}/part0`);
    const { nodes } = await loaded(page);
    expect(nodes).toBeLessThan(ELEMENTS_MAX);
    await expect(controls).toHaveCount(SHOWN);
  });

  await test.step('the next frame shows the tap, the commit the answer, and that is one', async () => {
    const commits = () => page.evaluate(() => (window as { commits?: number }).commits);
    const before = (await commits()) ?? 0;
    for (const question of ['q0', 'q150', 'q290']) {
      const selector = `[data-testid="answer-${question}-yes"]`;
      const { looked, saved } = await tap(page, selector, 'aria-checked');
      expect(looked).toBe(true);
      expect(saved).not.toBeNull();
      await expect(form.option(question, 'yes')).not.toHaveClass(/pressed/);
    }
    expect(await commits()).toBe(before + 3);
    await form.choose('q8', 'no');
    await expect(form.row('q9')).toBeVisible();
    expect(await commits()).toBe(before + 4);
  });

  await test.step('an address leads to a question that is far down, ready to be answered', async () => {
    await page.goto(`/inspections/${id}/part0#q250-`);
    await expect(form.option('q250', 'yes')).toBeFocused();
    await expect(form.row('q250')).toBeInViewport();
    await page.keyboard.press('Shift+Tab');
    const before = page.locator('[data-row]:has(:focus)');
    await expect(before).toHaveAttribute('data-row', 'q248-');
  });

  await test.step('a page that is printed has every question with its answers', async () => {
    await page.reload();
    await loaded(page);
    const drawn = await page.evaluate(() => {
      dispatchEvent(new Event('beforeprint'));
      return document.querySelectorAll('[data-row] [role=radiogroup]').length;
    });
    expect(drawn).toBe(SHOWN + 1);
  });

  await test.step('and nobody is shut out of it', async () => {
    expect(await accessProblems(page)).toEqual([]);
  });
});

/** The long checklists, published while the server is stopped. */
async function withLongForms(server: DemoServer): Promise<void> {
  await server.stop();
  const python = join(ROOT, '.venv/bin/python');
  const args = ['-m', 'backend.bench.long_form', '--data', server.data];
  const env = serverEnvironment();
  const child = spawn(python, args, { cwd: ROOT, env, stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`publishing ended with ${code}`);
  await server.start();
}
