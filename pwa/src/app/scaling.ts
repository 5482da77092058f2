/** How large a picture may be. */
export interface PictureBounds {
  readonly pixels: number;
  readonly bytes: number;
}

type Canvas = OffscreenCanvas | HTMLCanvasElement;

const TYPE = 'image/jpeg';
const QUALITY = 0.85;
// Each try aims a little below the bound, so the second nearly always fits.
const AIM = 0.9;
const TRIES = 6;
const EDGE_MAX = 16_000;

/**
 * The picture as a JPEG within the bounds, upright as its maker turned it, transparent parts on white.
 * Scaled by area: a long screenshot keeps its width. Null when this device cannot read or draw it.
 */
export async function scaledPicture(blob: Blob, bounds: PictureBounds): Promise<Blob | null> {
  const picture = await decoded(blob);
  if (!picture) return null;
  try {
    const { width, height } = picture;
    let share = Math.min(1, Math.sqrt(bounds.pixels / (width * height)));
    share = Math.min(share, EDGE_MAX / width, EDGE_MAX / height);
    for (let tries = 0; tries < TRIES; tries += 1) {
      const made = await drawn(picture, share);
      if (!made || made.size <= bounds.bytes) return made;
      share *= Math.min(AIM, Math.sqrt((bounds.bytes * AIM) / made.size));
    }
    return null;
  } finally {
    picture.close();
  }
}

async function decoded(blob: Blob): Promise<ImageBitmap | null> {
  try {
    return await createImageBitmap(blob, { imageOrientation: 'from-image' });
  } catch {
    // Not a picture, one of an unknown kind, or too large for this device.
    return null;
  }
}

async function drawn(picture: ImageBitmap, share: number): Promise<Blob | null> {
  const width = Math.max(1, Math.round(picture.width * share));
  const height = Math.max(1, Math.round(picture.height * share));
  const canvas = canvasOf(width, height);
  const context = canvas.getContext('2d') as CanvasRenderingContext2D | null;
  if (!context) return null;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, width, height);
  return blobOf(canvas).catch(() => null);
}

function canvasOf(width: number, height: number): Canvas {
  if (typeof OffscreenCanvas !== 'undefined') return new OffscreenCanvas(width, height);
  return Object.assign(document.createElement('canvas'), { width, height });
}

function blobOf(canvas: Canvas): Promise<Blob | null> {
  if ('convertToBlob' in canvas) return canvas.convertToBlob({ type: TYPE, quality: QUALITY });
  return new Promise((resolve) => canvas.toBlob(resolve, TYPE, QUALITY));
}
