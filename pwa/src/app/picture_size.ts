/** Width and height of a picture in pixels, before any turning. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** As much of a file as a picture's size stands in, behind thumbnails and colour profiles. */
export const HEAD_BYTES = 512 * 1024;

const PNG = 0x89504e47;
const JPEG = 0xffd8;

/** The size that the head of a PNG or JPEG names; null for anything else. */
export function pictureSize(head: ArrayBuffer): PictureSize | null {
  const view = new DataView(head);
  if (view.byteLength >= 24 && view.getUint32(0) === PNG) {
    return { width: view.getUint32(16), height: view.getUint32(20) };
  }
  return view.byteLength >= 4 && view.getUint16(0) === JPEG ? jpegSize(view) : null;
}

const FTYP = 0x66747970;
const HEIF_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1']);

/** Whether a file is HEIC by its first bytes: most browsers show none, so it goes on as a JPEG. */
export function isHeic(head: ArrayBuffer): boolean {
  if (head.byteLength < 12 || new DataView(head).getUint32(4) !== FTYP) return false;
  return HEIF_BRANDS.has(String.fromCharCode(...new Uint8Array(head.slice(8, 12))));
}

/** Walks from segment to segment up to the frame header. */
function jpegSize(view: DataView): PictureSize | null {
  let at = 2;
  while (at + 9 < view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) at += 1;
    else if (isFrame(marker)) {
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    } else at += 2 + view.getUint16(at + 2);
  }
  return null;
}

/** SOF0 to SOF15 without the tables that lie between them. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}
