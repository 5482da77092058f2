import { keepLanguage } from '../../browser/support/looks';
import { type Device, id, soon } from './device';

const SWITCH = id('language-switch');

/** Keeps what is seen in both languages; the screen speaks as before afterwards. */
export async function inBothLanguages(device: Device, name: string, ready: string): Promise<void> {
  await keepAndSwitch(device, name, ready);
  await keepAndSwitch(device, name, ready);
  await device.sees(ready);
}

async function keepAndSwitch(device: Device, name: string, ready: string): Promise<void> {
  await device.sees(ready);
  const now = await language(device);
  await device.picture(`${name}-${now}`);
  if ((await device.count(SWITCH)) > 0) await device.tap(SWITCH);
  else await speakAnew(device, now === 'en' ? 'zh-Hans' : 'en');
  await soon(() => language(device)).not.toBe(now);
}

const language = (device: Device): Promise<string> =>
  device.run(() => document.documentElement.lang);

/** For screens without the switch: what the settings keep, and the same address again. */
async function speakAnew(device: Device, wanted: string): Promise<void> {
  await device.run(keepLanguage, wanted);
  await soon(() => device.run(() => (globalThis as { kept?: true }).kept ?? false)).toBe(true);
  await device.goto(await device.run(() => location.pathname + location.search));
}
