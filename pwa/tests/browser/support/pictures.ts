import { randomFillSync } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { type Photo, png } from './photos';

const EXIF_TURNED = 6;

/** A picture of noise, which no packing makes smaller: edge² × 3 bytes and a little. */
export function noise(name: string, edge: number): Photo {
  const rows = Buffer.alloc(edge * (1 + edge * 3));
  randomFillSync(rows);
  for (let y = 0; y < edge; y += 1) rows[y * (1 + edge * 3)] = 0;
  const packed = deflateSync(rows, { level: 0 });
  return { name, mimeType: 'image/png', buffer: png({ width: edge, height: edge }, packed) };
}

/** A file of a size that is nothing of what its name says. */
export function padded(name: string, mimeType: string, size: number): Photo {
  return { name, mimeType, buffer: Buffer.alloc(size, 0x20) };
}

/**
 * A JPEG of 400 × 300 pixels that its camera held upright, so that it is 300 × 400 for people; filled
 * up to a size by what no viewer reads.
 */
export async function turned(page: Page, name: string, size: number): Promise<Photo> {
  const drawn = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(400, 300);
    const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
    context.fillStyle = '#246';
    context.fillRect(0, 0, 400, 300);
    const blob = await canvas.convertToBlob({ type: 'image/jpeg' });
    return [...new Uint8Array(await blob.arrayBuffer())];
  });
  const plain = Buffer.from(drawn);
  const head = Buffer.concat([plain.subarray(0, 2), orientation(EXIF_TURNED), plain.subarray(2)]);
  const buffer = Buffer.concat([head, Buffer.alloc(size - head.length)]);
  return { name, mimeType: 'image/jpeg', buffer };
}

/** The APP1 segment that says how the camera was held. */
function orientation(value: number): Buffer {
  const tiff = Buffer.alloc(26);
  tiff.write('II*\0', 0, 'latin1');
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(1, 8);
  tiff.writeUInt16LE(0x0112, 10);
  tiff.writeUInt16LE(3, 12);
  tiff.writeUInt32LE(1, 14);
  tiff.writeUInt16LE(value, 18);
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const segment = Buffer.alloc(4);
  segment.set([0xff, 0xe1]);
  segment.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([segment, body]);
}
