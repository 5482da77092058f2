import { type Device, id, soon } from '../support/device';

const BUILD_MS = 120_000;
const SITES = '[role=group] button.chip';

/** Builds the pack of a period at a site and gives the downloaded file. */
export async function buildPack(device: Device, from: string, site: RegExp): Promise<string> {
  await device.goto('/evidence');
  await device.set(id('pack-from'), from);
  await device.tap(await chip(device, site));
  await device.tap(id('pack-build'));
  await soon(() => device.attribute(id('pack-job'), 'data-state'), BUILD_MS).toBe('done');
  return device.download(id('pack-download'), /\.zip$/);
}

/** Gives a file to the Verify screen; resolves when it says this. */
export async function expectVerify(device: Device, path: string, code: string): Promise<void> {
  await device.goto('/verify');
  await device.attach(id('verify-file'), path);
  await expectCode(device, code);
}

export async function expectCode(device: Device, code: string): Promise<void> {
  await soon(() => device.attribute(id('verify-result'), 'data-code')).toBe(code);
}

/** The selector of the chip with these words. */
async function chip(device: Device, words: RegExp): Promise<string> {
  const texts = () =>
    device.run(
      (one) => [...document.querySelectorAll(one)].map(({ textContent }) => textContent ?? ''),
      SITES,
    );
  const place = async () => (await texts()).findIndex((text) => words.test(text)) + 1;
  await soon(place).toBeGreaterThan(0);
  return `${SITES}:nth-of-type(${await place()})`;
}
