import { PROTOCOL_HEADER } from '../api/client';
import { readMeta } from '../store/database';
import type { StoredFile } from '../store/schema';
import { changeFile, type Exchange } from './memory';
import { type Answer, Halt, problemCode, reach } from './world';

const TUS = { 'Tus-Resumable': '1.0.0' } as const;
const CHUNK_BYTES_MIN = 64_000;
/** The transfer has ended, or its bytes were not those of the hash: it begins again. */
const GONE: ReadonlySet<number> = new Set([404, 410, 460]);
const RESTARTS_MAX = 2;

/** The server's own word that it does not take a file of this size. */
export class TooLarge extends Error {}

/** Where a transfer stands. */
interface Place {
  readonly url: string;
  readonly offset: number;
}

/**
 * Sends the bytes of a file from where the last try broke off. Afterwards the server should have it;
 * whether it has is asked by hash, for an offset is only a number that anybody may answer.
 *
 * Raises: Halt; TooLarge.
 */
export async function transfer(
  exchange: Exchange,
  file: StoredFile,
  bytes: ArrayBuffer,
  told: (percent: number) => void,
): Promise<void> {
  let place = await resumed(exchange, file);
  let restarts = 0;
  while (place.offset < file.size) {
    told(Math.floor((place.offset * 100) / file.size));
    const offset = await sendChunk(exchange, place, bytes);
    if (offset !== null) place = { ...place, offset };
    else if (restarts >= RESTARTS_MAX) throw new Halt('broken');
    else {
      restarts += 1;
      place = await create(exchange, file);
    }
  }
}

async function resumed(exchange: Exchange, file: StoredFile): Promise<Place> {
  if (file.uploadUrl === undefined) return create(exchange, file);
  const headers = await authorised(exchange);
  const answer = await reach(exchange, file.uploadUrl, { method: 'HEAD', headers });
  const offset = offsetOf(answer, file.size);
  if (!answer.ok || offset === null) return create(exchange, file);
  return { url: file.uploadUrl, offset };
}

async function create(exchange: Exchange, file: StoredFile): Promise<Place> {
  const metadata = { sha256: file.sha256, type: file.type, bytes: String(file.size) };
  const headers = {
    ...(await authorised(exchange)),
    'Upload-Length': String(file.size),
    'Upload-Metadata': Object.entries(metadata)
      .map(([key, value]) => `${key} ${btoa(value)}`)
      .join(','),
  };
  const answer = await reach(exchange, '/api/files', { method: 'POST', headers });
  if (answer.status === 413 && problemCode(answer) !== null) throw new TooLarge();
  const url = pathOf(answer.headers.get('Location'));
  const offset = answer.headers.has('Upload-Offset') ? offsetOf(answer, file.size) : 0;
  if (answer.status !== 201 || url === null || offset === null) throw new Halt('broken');
  await changeFile(exchange, file.sha256, { uploadUrl: url });
  return { url, offset };
}

/** The new offset, or null when the server wants the file from the start. */
async function sendChunk(
  exchange: Exchange,
  place: Place,
  bytes: ArrayBuffer,
): Promise<number | null> {
  const { memory } = exchange;
  const body = bytes.slice(place.offset, place.offset + memory.chunkBytes);
  const headers = {
    ...(await authorised(exchange)),
    'Upload-Offset': String(place.offset),
    'Content-Type': 'application/offset+octet-stream',
  };
  const asked = { method: 'PATCH', headers, body };
  const answer = await reach(exchange, place.url, asked, body.byteLength);
  if (GONE.has(answer.status)) return null;
  if (answer.status === 413 && memory.chunkBytes > CHUNK_BYTES_MIN) {
    memory.chunkBytes = Math.max(CHUNK_BYTES_MIN, memory.chunkBytes >> 1);
    return place.offset;
  }
  const reached = place.offset + body.byteLength;
  if (!answer.ok || offsetOf(answer, reached) !== reached) throw new Halt('broken');
  return reached;
}

/** The offset that an answer names, where it can be one. */
function offsetOf({ headers }: Answer, max: number): number | null {
  const text = headers.get('Upload-Offset') ?? '';
  if (!/^\d{1,15}$/.test(text) || Number(text) > max) return null;
  return Number(text);
}

/** The place of a transfer on this server; the bytes and the token go nowhere else. */
function pathOf(location: string | null): string | null {
  try {
    const { pathname } = new URL(location ?? '', 'http://server.invalid');
    return /^\/api\/files\/[A-Za-z0-9_-]+$/.test(pathname) ? pathname : null;
  } catch {
    return null;
  }
}

async function authorised({ db }: Exchange): Promise<Record<string, string>> {
  const token = await readMeta<string>(db, 'chainToken');
  if (token === null) throw new Halt('sign_in');
  return { ...PROTOCOL_HEADER, ...TUS, Authorization: `Bearer ${token}` };
}
