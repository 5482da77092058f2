import { browserPorts } from '../ports';
import { contentsOf, rescueKey, type Whose } from '../rescue/contents';
import { readMeta } from '../store/database';
import { app } from './app.svelte';
import { deviceId, deviceName } from './device';
import { localParts } from './moments';

/** Why no rescue file could be made. */
export type NoRescue = 'no_key' | 'broken';

/** A rescue file that was made, and how much is in it. */
export interface RescueFile {
  readonly name: string;
  readonly blob: Blob;
  readonly operations: number;
  readonly files: number;
}

/** Makes the rescue file of the person at work; tells how many of its bytes are read. */
export async function makeRescue(
  told: (done: number, total: number) => void,
): Promise<RescueFile | NoRescue> {
  const { db } = app.now;
  const recipient = await rescueKey(db);
  if (recipient === null) return 'no_key';
  const whose = await whoseStore();
  const { sealed } = await import('../rescue/sealed');
  try {
    const { parts, operations, files, bytes } = await contentsOf(db, whose);
    const stream = await sealed(
      counted(parts, (done) => told(done, bytes)),
      recipient,
    );
    const blob = await new Response(stream).blob();
    const type = 'application/octet-stream';
    return { name: nameOf(whose), blob: new Blob([blob], { type }), operations, files };
  } catch {
    return 'broken';
  }
}

/** Hands a file to the browser to be kept where the person wants it. */
export function download({ name, blob }: RescueFile): void {
  const address = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  link.click();
  // The download has its own hold on the bytes as soon as the click was taken.
  browserPorts.timer.after(60_000, () => URL.revokeObjectURL(address));
}

async function whoseStore(): Promise<Whose> {
  const { db, person } = app.now;
  const organisation = await readMeta<{ id: string }>(db, 'organisation');
  const device = await deviceId();
  return {
    organisation: organisation?.id ?? '',
    person: person.id,
    device,
    deviceName: deviceName(device),
    madeAt: new Date(browserPorts.clock.now()).toISOString(),
  };
}

function nameOf({ deviceName: name, madeAt }: Whose): string {
  const { date } = localParts(Date.parse(madeAt), 'UTC');
  return `${name.replaceAll(/[^A-Za-z0-9-]+/g, '-')}_${date}.fsrescue`;
}

async function* counted(
  parts: AsyncIterable<Uint8Array>,
  told: (done: number) => void,
): AsyncGenerator<Uint8Array> {
  let done = 0;
  for await (const part of parts) {
    done += part.length;
    told(done);
    yield part;
  }
}
