const SOI = 0xffd8;
const APP1 = 0xffe1;
const SCAN = 0xffda;
/** `Exif`, two zeros. */
const NAME = [0x45, 0x78, 0x69, 0x66, 0, 0] as const;
const INTEL = 0x4949;
const MAGIC = 42;
const ORIENTATION = 0x0112;
const UPRIGHT = 1;
const ENTRY_BYTES = 12;

/**
 * The segment of a JPEG in which its camera wrote time, place and itself, for a picture that was drawn
 * anew: it says upright, because the pixels are so now, and names no thumbnail, which is not. Null where
 * there is none, or none that can be read.
 */
export function exifOfUpright(head: ArrayBuffer): Uint8Array | null {
  const found = segmentOf(head);
  if (!found) return null;
  const segment = new Uint8Array(found);
  return setUpright(new DataView(segment.buffer, 4 + NAME.length)) ? segment : null;
}

/** A JPEG with this segment in it, where readers look for it first. */
export function withExif(jpeg: Blob, segment: Uint8Array | null): Blob {
  if (!segment) return jpeg;
  const bytes = segment as Uint8Array<ArrayBuffer>;
  return new Blob([jpeg.slice(0, 2), bytes, jpeg.slice(2)], { type: jpeg.type });
}

/** A copy of the segment, with its marker and length; only what lies whole in the head. */
function segmentOf(head: ArrayBuffer): ArrayBuffer | null {
  const view = new DataView(head);
  if (view.byteLength < 4 || view.getUint16(0) !== SOI) return null;
  let at = 2;
  while (at + 4 + NAME.length <= view.byteLength) {
    const marker = view.getUint16(at);
    if (marker >> 8 !== 0xff || marker === SCAN) return null;
    const end = at + 2 + view.getUint16(at + 2);
    const named = NAME.every((byte, index) => view.getUint8(at + 4 + index) === byte);
    if (marker === APP1 && named) return end <= view.byteLength ? head.slice(at, end) : null;
    at = end;
  }
  return null;
}

/** Rewrites the first directory (TIFF 6.0, section 2); false where it is none. */
function setUpright(tiff: DataView): boolean {
  if (tiff.byteLength < 10) return false;
  const little = tiff.getUint16(0) === INTEL;
  const first = tiff.getUint32(4, little);
  if (tiff.getUint16(2, little) !== MAGIC || first + 2 > tiff.byteLength) return false;
  const count = tiff.getUint16(first, little);
  const next = first + 2 + count * ENTRY_BYTES;
  if (next > tiff.byteLength) return false;
  for (let at = first + 2; at < next; at += ENTRY_BYTES) {
    if (tiff.getUint16(at, little) === ORIENTATION) tiff.setUint16(at + 8, UPRIGHT, little);
  }
  if (next + 4 <= tiff.byteLength) tiff.setUint32(next, 0, little);
  return true;
}
