import { type Device, id, soon } from '../support/device';
import { pill, signIn } from './people';

const DELIVERY_MS = 60_000;
const HEADLINE = id('sync-headline');

/** Waits until nothing waits here and the server proved this many photos. */
export async function expectDelivered(device: Device, photos: number): Promise<void> {
  await device.goto('/sync');
  const left = async () => [
    await device.attribute(HEADLINE, 'data-waiting'),
    await device.attribute(HEADLINE, 'data-files'),
  ];
  await soon(left, DELIVERY_MS).toEqual(['0', '0']);
  if (photos === 0) return;
  const words = new RegExp(`${photos} of ${photos}|${photos}/${photos}`);
  await soon(() => device.text(HEADLINE)).toMatch(words);
}

/** Signs in where a power cut took the session; the work was sent without it. */
export async function signInWhereAsked(device: Device, key: string): Promise<void> {
  const look = () => device.attribute(id('sync-pill'), 'data-state');
  await soon(look).toMatch(/^(received|sign_in)$/);
  if ((await look()) === 'sign_in') {
    await device.tap(id('sync-sign-in'));
    await signIn(device, key);
  }
  await pill(device, 'received');
}

/** Exchanges with the server now and waits until it is over and went well. */
export async function deliver(device: Device): Promise<void> {
  await device.goto('/sync');
  await device.tap(id('sync-now'));
  const unfinished = async () => [
    await device.count(`${id('sync-now')}:disabled`),
    await device.count('main .edge .c-warn'),
  ];
  await soon(unfinished).toEqual([0, 0]);
}
