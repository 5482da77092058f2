import { describe, expect, test } from 'vitest';
import { fileNameOf, PHOTO_LIMITS, prepared } from '../../src/app/photos';
import { pictureSize } from '../../src/app/picture_size';

const MB = 1_000_000;
const AS_PHOTO = { reduced: false, asFile: false };

function file(name: string, type: string, size: number, head: readonly number[] = []): File {
  const bytes = new Uint8Array(size);
  bytes.set(head);
  return new File([bytes], name, { type });
}

const to = (size: number) => async () => new Blob([new Uint8Array(size)], { type: 'image/jpeg' });
const cannot = async () => null;

describe('a photo at capture', () => {
  test('within bounds stays as it is, with its name', async () => {
    const photo = file('IMG_1.HEIC', 'image/heic', 4 * MB);
    const made = await prepared(photo, AS_PHOTO, cannot);
    const evidence = { blob: photo, name: 'IMG_1.HEIC' };
    expect(made).toEqual({ ok: true, evidence, scaledFrom: null });
  });

  test.each([
    ['of 26 MB', file('a.b.png', 'image/png', 26 * MB)],
    ['of 108 megapixels', file('a.b.png', 'image/png', 4 * MB, pngHead(12_000, 9_000))],
  ])('%s is made smaller and named as what it is now', async (_, photo) => {
    const made = await prepared(photo, AS_PHOTO, to(3 * MB));
    expect(made).toMatchObject({ ok: true, evidence: { name: 'a.b.jpg' }, scaledFrom: photo.size });
  });

  test('that the device cannot draw is taken as it is, up to what can be sent', async () => {
    const drawn = await prepared(file('x.heic', 'image/heic', 20 * MB), AS_PHOTO, cannot);
    expect(drawn).toMatchObject({ ok: true, scaledFrom: null });
    const large = await prepared(file('x.heic', 'image/heic', 25 * MB + 1), AS_PHOTO, cannot);
    expect(large).toEqual({ ok: false, why: 'too_big' });
  });

  test.each(['heic', 'mif1', 'hevc'])(
    'of kind %s goes on as a JPEG, also a larger one',
    async (brand) => {
      const head = [0, 0, 0, 24, ...[...`ftyp${brand}`].map((sign) => sign.charCodeAt(0))];
      const photo = file('IMG_2.HEIC', '', 2 * MB, head);
      const drawn = await prepared(photo, AS_PHOTO, to(3 * MB));
      const kept = await prepared(photo, { reduced: false, asFile: true }, to(3 * MB));
      const undrawn = await prepared(photo, AS_PHOTO, cannot);

      expect(drawn).toMatchObject({ ok: true, evidence: { name: 'IMG_2.jpg' }, scaledFrom: null });
      for (const as of [kept, undrawn])
        expect(as).toMatchObject({ evidence: { name: 'IMG_2.HEIC' } });
    },
  );

  test('that would only grow stays as it is', async () => {
    const photo = file('a.jpg', 'image/jpeg', 6 * MB);
    const made = await prepared(photo, AS_PHOTO, to(7 * MB));
    expect(made).toMatchObject({ ok: true, scaledFrom: null });
  });

  test('of 0 bytes is none', async () => {
    const empty = await prepared(file('a.jpg', 'image/jpeg', 0), AS_PHOTO, cannot);
    expect(empty).toEqual({ ok: false, why: 'empty' });
  });

  test('is taken smaller where room is short', async () => {
    const photo = file('a.jpg', 'image/jpeg', 2 * MB);
    const bounds: unknown[] = [];
    const scale = (_: Blob, wanted: object) => {
      bounds.push(wanted);
      return to(MB / 2)();
    };
    const made = await prepared(photo, { reduced: true, asFile: false }, scale);
    expect(made).toMatchObject({ ok: true, scaledFrom: 2 * MB });
    expect(bounds).toEqual([PHOTO_LIMITS.reduced]);
  });
});

describe('a file as evidence', () => {
  test('stays as it is, also a picture of 20 MB', async () => {
    const wanted = { reduced: true, asFile: true };
    const scan = file('scan.png', 'image/png', 20 * MB);
    expect(await prepared(scan, wanted, to(MB))).toMatchObject({ scaledFrom: null });
    const document = file('保养 记录.docx', 'application/x-docx', 25 * MB);
    expect(await prepared(document, wanted, cannot)).toMatchObject({
      ok: true,
      evidence: { name: '保养 记录.docx' },
    });
  });

  test('beyond what can be sent is not taken', async () => {
    const made = await prepared(file('a.pdf', 'application/pdf', 26 * MB), AS_PHOTO, to(1));
    expect(made).toEqual({ ok: false, why: 'too_big' });
  });

  test('with an odd type is recorded as one that the server takes', async () => {
    const typeOf = async (type: string) => {
      const made = await prepared(file('a', type, 5), AS_PHOTO, cannot);
      return made.ok ? made.evidence.blob.type : '';
    };
    expect(await typeOf('')).toBe('application/octet-stream');
    expect(await typeOf('text/plain;charset=utf-8')).toBe('text/plain');
    expect(await typeOf('odd')).toBe('application/octet-stream');
  });
});

test('a name is one that can be listed, never a path', () => {
  expect(fileNameOf('../a\\b\u0000c\n.jpg')).toBe('.._a_bc_.jpg');
  expect(fileNameOf('e\u0301.png')).toBe('\u00e9.png');
  expect(fileNameOf('')).toBeNull();
  const long = fileNameOf(`${'𠮷'.repeat(300)}.jpeg`) ?? '';
  expect([...long]).toHaveLength(255);
  expect(long.endsWith('.jpeg')).toBe(true);
});

test('the size of a picture is read from its head, past whatever lies before it', () => {
  expect(pictureSize(new Uint8Array(pngHead(640, 480)).buffer)).toEqual({
    width: 640,
    height: 480,
  });
  const exif = [0xff, 0xe1, 0x00, 0x08, 1, 2, 3, 4, 5, 6];
  const tables = [0xff, 0xc4, 0x00, 0x05, 0, 0, 0];
  const frame = [0xff, 0xc0, 0x00, 0x0b, 8, 0x0b, 0xd0, 0x0f, 0xc0, 1, 0, 0, 0];
  const jpeg = new Uint8Array([0xff, 0xd8, ...exif, ...tables, ...frame, 0, 0]).buffer;
  expect(pictureSize(jpeg)).toEqual({ width: 4032, height: 3024 });
  for (const head of [
    [],
    [0xff],
    [0xff, 0xd8],
    [0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff],
    [1, 2, 3, 4],
  ]) {
    expect(pictureSize(new Uint8Array(head).buffer)).toBeNull();
  }
});

function pngHead(width: number, height: number): number[] {
  const view = new DataView(new ArrayBuffer(24));
  view.setUint32(0, 0x89504e47);
  view.setUint32(16, width);
  view.setUint32(20, height);
  return [...new Uint8Array(view.buffer)];
}
