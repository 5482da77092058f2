import { test as base, expect } from '@playwright/test';
import { DemoServer } from './server';
import { type Size, Tablet } from './tablet';

interface Fixtures {
  /** A server of this test alone. */
  server: DemoServer;
  /** Opens a new device; all are closed at the end. */
  device: (name: string, size?: Size) => Promise<Tablet>;
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of this parameter
  server: async ({}, use, { title }) => {
    const server = await DemoServer.started(title.replaceAll(/[^a-z]+/gi, '-').slice(0, 24));
    await use(server);
    await server.stop();
  },
  device: async ({ server }, use) => {
    const opened: Tablet[] = [];
    await use(async (name, size) => {
      const tablet = await Tablet.fresh(name, server.address, size);
      opened.push(tablet);
      return tablet;
    });
    await Promise.all(opened.map((tablet) => tablet.close()));
  },
});

export { expect };
