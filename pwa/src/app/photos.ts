import {
  cleanText,
  FILE_NAME_LENGTH_MAX,
  isMediaType,
  isNoFileNameSign,
  lengthOf,
} from '../domain';
import { exifOfUpright, withExif } from './exif';
import type { Evidence } from './inspection.svelte';
import { HEAD_BYTES, isHeic, pictureSize } from './picture_size';
import { type PictureBounds, scaledPicture } from './scaling';

/**
 * Bounds of what is taken as evidence; a setting of the app until checklists carry their own. Up to
 * 16 megapixels a photo stays byte for byte what the camera gave: that is what phones take by day, and
 * twice what a printed page shows. `sent` is what the server takes of one file.
 */
export const PHOTO_LIMITS = {
  sent: 25_000_000,
  kept: { pixels: 4096 * 4096, bytes: 5_000_000 },
  /** With little room left on the device: enough to read a label by. */
  reduced: { pixels: 1600 * 1600, bytes: 800_000 },
} as const;

/** What becomes of a file that was taken or picked. */
export type Prepared =
  | { readonly ok: true; readonly evidence: Evidence; readonly scaledFrom: number | null }
  | { readonly ok: false; readonly why: 'empty' | 'too_big' };

/** How a file is taken: as a small picture where room is short, as it is where a file was asked for. */
export interface Wanted {
  readonly reduced: boolean;
  readonly asFile: boolean;
}

type Scale = (blob: Blob, bounds: PictureBounds) => Promise<Blob | null>;

/**
 * Brings a file within bounds, or says why it is not taken; a HEIC photo that this device can draw
 * goes on as a JPEG, which every screen and page shows. Raises: Error when it cannot be read.
 */
export async function prepared(
  file: File,
  { reduced, asFile }: Wanted,
  scale: Scale = scaledBeside,
): Promise<Prepared> {
  if (file.size === 0) return { ok: false, why: 'empty' };
  const bounds = reduced ? PHOTO_LIMITS.reduced : PHOTO_LIMITS.kept;
  const head = await file.slice(0, HEAD_BYTES).arrayBuffer();
  const redrawn = !asFile && isHeic(head);
  const beyond = asFile ? file.size > PHOTO_LIMITS.sent : isBeyond(file.size, head, bounds);
  if (redrawn || (beyond && file.type.startsWith('image/'))) {
    const exif = exifOfUpright(head);
    const room = { ...bounds, bytes: bounds.bytes - (exif?.length ?? 0) };
    const drawn = await scale(file, room);
    const blob = drawn && withExif(drawn, exif);
    if (blob && (redrawn || blob.size < file.size)) {
      const name = fileNameOf(file.name.replace(/(\.[^.]*)?$/, '.jpg'));
      const scaledFrom = blob.size < file.size ? file.size : null;
      return { ok: true, evidence: { blob, name }, scaledFrom };
    }
  }
  if (file.size > PHOTO_LIMITS.sent) return { ok: false, why: 'too_big' };
  return {
    ok: true,
    evidence: { blob: typed(file), name: fileNameOf(file.name) },
    scaledFrom: null,
  };
}

/** A name as it may be recorded: listed and printed, never a path; null when nothing is left of it. */
export function fileNameOf(raw: string): string | null {
  const name = [...cleanText(raw)].map((sign) => (isNoFileNameSign(sign) ? '_' : sign)).join('');
  if (lengthOf(name) <= FILE_NAME_LENGTH_MAX) return name === '' ? null : name;
  const ending = /\.[^.]{1,16}$/.exec(name)?.[0] ?? '';
  const kept = [...name].slice(0, FILE_NAME_LENGTH_MAX - lengthOf(ending)).join('');
  return (kept + ending).normalize('NFC');
}

function isBeyond(bytes: number, head: ArrayBuffer, bounds: PictureBounds): boolean {
  if (bytes > bounds.bytes) return true;
  const size = pictureSize(head);
  return size !== null && size.width * size.height > bounds.pixels;
}

/** The file with a type that can be recorded; browsers hand out odd ones. */
function typed(file: File): Blob {
  const [type = ''] = file.type.split(';');
  return isMediaType(type) && type === file.type
    ? file
    : new Blob([file], { type: isMediaType(type) ? type : 'application/octet-stream' });
}

/** Scales in a worker, so that the screen goes on answering taps; without one, here. */
async function scaledBeside(blob: Blob, bounds: PictureBounds): Promise<Blob | null> {
  if (typeof Worker === 'undefined' || typeof OffscreenCanvas === 'undefined') {
    return scaledPicture(blob, bounds);
  }
  const worker = new Worker(new URL('./scale_worker.ts', import.meta.url), { type: 'module' });
  try {
    return await answerOf(worker, { blob, bounds });
  } catch {
    return await scaledPicture(blob, bounds);
  } finally {
    worker.terminate();
  }
}

function answerOf(worker: Worker, asked: object): Promise<Blob | null> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data as Blob | null);
    worker.onerror = () => reject(new Error('the worker did not start'));
    worker.postMessage(asked);
  });
}
