import { test as base, expect } from '@playwright/test';
import { signIn } from '../pages/sign_in';
import { ScriptTablet } from './script_tablet';
import { DemoServer } from './server';
import { SIZES, type Size, Tablet } from './tablet';

interface Named {
  readonly id: string;
  readonly code: string;
}

/** A demo in which every screen has something to show. */
export interface Stage {
  readonly server: DemoServer;
  /** An open inspection with findings and an answer that differs. */
  readonly open: string;
  /** A submitted one that raised a nonconformity. */
  readonly submitted: string;
  /** The action of that nonconformity. */
  readonly action: Named;
  /** A signed-in person at a device of this size. */
  readonly person: (key: string, size: Size) => Promise<Tablet>;
  /** Nobody at a device. */
  readonly nobody: (size: Size) => Promise<Tablet>;
}

async function staged(server: DemoServer): Promise<Omit<Stage, 'person' | 'nobody' | 'server'>> {
  const { address } = server;
  const [one, other] = await Promise.all([
    ScriptTablet.signedIn(address, 'p09'),
    ScriptTablet.signedIn(address, 'p10'),
  ]);
  const site = await one.siteOf('sha-pd');
  const open = await one.start('fire-safety-site', site);
  open.answer('premises', 'has_hydrant', 'yes');
  open.answer('exits', 'exits_unlocked', 'no');
  open.answer('exits', 'route_width', '1.0');
  open.answer('exits', 'doors_outward', 'no');
  await one.push();
  const joined = other.join(open);
  joined.answer('exits', 'route_width', '1.3');
  await other.push();
  const done = await one.start('fire-safety-site', site);
  done.answer('exits', 'doors_outward', 'no');
  done.fillClean();
  done.submit();
  await one.push();
  const found = await one.api.get<{ items: readonly (Named & { inspection: string })[] }>(
    '/api/nonconformities?limit=200',
  );
  const raised = found.items.find(({ inspection }) => inspection === done.id);
  const seen = await one.api.get<{ actions: readonly Named[] }>(
    `/api/nonconformities/${raised?.id}`,
  );
  const [action] = seen.actions;
  if (!action) throw new Error('the stage has no action');
  return { open: open.id, submitted: done.id, action };
}

export const test = base.extend<
  { devices: Tablet[]; stage: Stage },
  { set: Omit<Stage, 'person' | 'nobody'> }
>({
  set: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of this parameter
    async ({}, use) => {
      const server = await DemoServer.started('stage');
      await use({ server, ...(await staged(server)) });
      await server.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of this parameter
  devices: async ({}, use) => {
    const opened: Tablet[] = [];
    await use(opened);
    await Promise.all(opened.map((tablet) => tablet.close()));
  },
  stage: async ({ set, devices }, use) => {
    const nobody = async (size: Size) => {
      const tablet = await Tablet.fresh('stage', set.server.address, size);
      devices.push(tablet);
      return tablet;
    };
    const person = async (key: string, size: Size) => {
      const tablet = await nobody(size);
      await signIn(tablet.page, key);
      const pill = tablet.page.getByTestId('sync-pill').first();
      const exchanged = pill.and(
        tablet.page.locator('[data-state=received], [data-state=differs]'),
      );
      await expect(exchanged.or(tablet.page.getByTestId('read-only'))).toBeVisible();
      return tablet;
    };
    await use({ ...set, person, nobody });
  },
});

export { expect, SIZES };
