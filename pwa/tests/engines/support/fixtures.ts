import { test as base, expect } from '@playwright/test';
import { DemoServer } from '../../browser/support/server';
import type { Size } from '../../browser/support/tablet';
import { Device } from './device';
import { type EngineName, findEngine } from './engines';

export interface EngineOptions {
  engine: EngineName;
}

interface Fixtures {
  /** A server of this test alone. */
  server: DemoServer;
  /** Opens a new device in the engine of the project; all are closed at the end. */
  device: (name: string, size: Size) => Promise<Device>;
}

export const test = base.extend<Fixtures & EngineOptions>({
  engine: ['chromium', { option: true }],
  server: async ({ engine }, use, { title }) => {
    const found = await findEngine(engine);
    test.skip('missing' in found, 'missing' in found ? found.missing : '');
    const server = await DemoServer.started(title.replaceAll(/[^a-z]+/gi, '-').slice(0, 24));
    await use(server);
    await server.stop();
  },
  device: async ({ engine, server }, use, info) => {
    const found = await findEngine(engine);
    if ('missing' in found) throw new Error(found.missing);
    const opened: Device[] = [];
    await use(async (name, size) => {
      const device = await Device.fresh(found, name, server.address, size);
      info.annotations.push({ type: 'engine', description: device.now.version });
      opened.push(device);
      return device;
    });
    if (info.status !== info.expectedStatus)
      for (const device of opened) await device.picture(`failed-${device.name}`);
    await Promise.all(opened.map((device) => device.close()));
  },
});

export { expect };
