import { createCipheriv } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';

export interface Photo {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

const [WIDTH, HEIGHT] = [320, 240];
const [LARGE_WIDTH, LARGE_HEIGHT] = [1600, 1200];

/** A small picture in a colour of its own, so that each has its own hash. */
export function photo(name: string, hue: number): Photo {
  const row = Buffer.alloc(1 + WIDTH * 3);
  for (let x = 0; x < WIDTH; x += 1) row.set([hue, (x * 255) / WIDTH, 255 - hue], 1 + x * 3);
  const packed = deflateSync(Buffer.concat(Array.from({ length: HEIGHT }, () => row)));
  const buffer = png({ width: WIDTH, height: HEIGHT }, packed);
  return { name, mimeType: 'image/png', buffer };
}

/** A picture of noise, which nothing makes smaller: more bytes than one piece on the way. */
export function largePhoto(name: string): Photo {
  const line = 1 + LARGE_WIDTH * 3;
  const rows = Buffer.alloc(line * LARGE_HEIGHT);
  const noise = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).update(rows);
  for (let y = 0; y < LARGE_HEIGHT; y += 1) noise[y * line] = 0;
  const buffer = png({ width: LARGE_WIDTH, height: LARGE_HEIGHT }, deflateSync(noise));
  return { name, mimeType: 'image/png', buffer };
}

/** A PNG of packed rows of eight bits a colour. */
export function png(size: { width: number; height: number }, packed: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size.width, 0);
  header.writeUInt32BE(size.height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const mark = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const end = chunk('IEND', Buffer.alloc(0));
  return Buffer.concat([mark, chunk('IHDR', header), chunk('IDAT', packed), end]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(8 + body.length);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), 4 + body.length);
  return out;
}
