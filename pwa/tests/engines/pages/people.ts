import { PASSWORD } from '../../browser/support/folders';
import { type Device, id, soon } from '../support/device';

/** Signs a demo person in and waits until their first screen stands. */
export async function signIn(device: Device, key: string): Promise<void> {
  if (!(await device.path()).startsWith('/sign-in')) await device.goto('/sign-in');
  await device.fill(id('sign-in-email'), `${key}@harbourline.example`);
  await device.fill(id('sign-in-password'), PASSWORD);
  await device.tap(id('sign-in-submit'));
  await device.sees(`${id('settings-open')}, ${id('nav-sync')}`);
}

/** Signs the person out from their first screen. */
export async function signOut(device: Device): Promise<void> {
  await device.goto('/today');
  await device.tap(id('settings-open'));
  await device.tap(id('sign-out'));
  await device.sees(id('sign-in-submit'));
}

/** Waits until this device could work without a network. */
export async function readyOffline(device: Device): Promise<void> {
  await device.goto('/today');
  await device.sees(`${id('ready-offline')}[data-ready=true]`);
  await device.run(() => navigator.serviceWorker.ready.then(() => undefined));
  await pill(device, 'received');
}

/** Waits until the pill says so. */
export async function pill(device: Device, state: string): Promise<void> {
  await soon(() => device.attribute(id('sync-pill'), 'data-state')).toBe(state);
}
