import { expect, test } from 'vitest';
import { exifOfUpright, withExif } from '../../src/app/exif';
import { prepared } from '../../src/app/photos';

const TAGS = { orientation: 0x0112, time: 0x0132, place: 0x8825 } as const;
const TIME = '2026:11:20 09:41:07';

/** A camera's segment: orientation, time, a pointer to a place, and a second directory behind it. */
function segment(little: boolean): Buffer {
  const tiff = Buffer.alloc(120);
  const u16 = (at: number, value: number) =>
    little ? tiff.writeUInt16LE(value, at) : tiff.writeUInt16BE(value, at);
  const u32 = (at: number, value: number) =>
    little ? tiff.writeUInt32LE(value, at) : tiff.writeUInt32BE(value, at);
  tiff.write(little ? 'II' : 'MM', 0, 'latin1');
  u16(2, 42);
  u32(4, 8);
  u16(8, 3);
  const entry = (index: number, tag: number, type: number, count: number) => {
    const at = 10 + index * 12;
    u16(at, tag);
    u16(at + 2, type);
    u32(at + 4, count);
    return at + 8;
  };
  u16(entry(0, TAGS.orientation, 3, 1), 6);
  u32(entry(1, TAGS.time, 2, 20), 60);
  u32(entry(2, TAGS.place, 4, 1), 90);
  u32(46, 100);
  tiff.write(`${TIME}\0`, 60, 'latin1');
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const head = Buffer.alloc(4);
  head.writeUInt16BE(0xffe1, 0);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

const SOI = Buffer.from([0xff, 0xd8]);
const JFIF = Buffer.from([0xff, 0xe0, 0, 4, 1, 1]);
const jpeg = (...parts: Buffer[]) => Uint8Array.from(Buffer.concat([SOI, ...parts])).buffer;
const bytesOf = async (blob: Blob) => Buffer.from(await blob.arrayBuffer());

test.each([true, false])('time and place stay, the turning goes (little endian: %s)', (little) => {
  const camera = segment(little);
  const kept = Buffer.from(exifOfUpright(jpeg(JFIF, camera)) ?? []);
  const expected = Buffer.from(camera);
  const tiff = 10;
  if (little) expected.writeUInt16LE(1, tiff + 18);
  else expected.writeUInt16BE(1, tiff + 18);
  expected.writeUInt32BE(0, tiff + 46);
  expect(kept).toEqual(expected);
  expect(kept.includes(TIME)).toBe(true);
});

test.each([
  ['no JPEG', new ArrayBuffer(40)],
  ['nothing', new ArrayBuffer(0)],
  ['no such segment', jpeg(JFIF)],
  ['one that is cut', jpeg(segment(true)).slice(0, 60)],
  ['a directory that points out of it', jpeg(broken())],
  [
    'other data under the same marker',
    jpeg(Buffer.from([0xff, 0xe1, 0, 12, ...Buffer.from('http://ns.')])),
  ],
])('of %s nothing is taken over', (_, head) => {
  expect(exifOfUpright(head)).toBeNull();
});

test('a photo that is made smaller keeps what its camera wrote, within the bounds', async () => {
  const camera = segment(true);
  const photo = new File([jpeg(camera), new Uint8Array(6_000_000)], 'a.jpg', {
    type: 'image/jpeg',
  });
  let room = 0;
  const made = await prepared(photo, { reduced: false, asFile: false }, async (_, bounds) => {
    room = bounds.bytes;
    return new Blob([SOI, JFIF, new Uint8Array(1_000)], { type: 'image/jpeg' });
  });
  if (!made.ok) throw new Error('not taken');
  const bytes = await bytesOf(made.evidence.blob);
  expect(bytes.subarray(0, 4)).toEqual(Buffer.from([0xff, 0xd8, 0xff, 0xe1]));
  expect(bytes.includes(TIME)).toBe(true);
  expect(bytes.length).toBe(SOI.length + camera.length + JFIF.length + 1_000);
  expect(room).toBe(5_000_000 - camera.length);
  expect(made.evidence.blob.type).toBe('image/jpeg');
});

test('without a segment a picture stays as it was drawn', async () => {
  const drawn = new Blob(['x']);
  expect(withExif(drawn, null)).toBe(drawn);
});

function broken(): Buffer {
  const made = segment(true);
  made.writeUInt32LE(5_000, 14);
  return made;
}
