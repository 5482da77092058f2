import { PROTOCOL_HEADER } from '../api/client';
import { readMeta } from '../store/database';
import { patchFile } from '../store/files';
import type { StoredFile } from '../store/schema';
import { Halt, reach, unauthorised, type World } from './world';

const CHUNK_BYTES = 5_000_000;
const TUS = { 'Tus-Resumable': '1.0.0' } as const;
const HASH_WRONG = 460;
const RESTARTS_MAX = 2;

/**
 * Sends every waiting file, resuming where the last try broke off; tells the percent of each. A file
 * that the server does not take stays waiting and holds up no other: the halt of the first such one
 * is returned. Raises: Halt when nothing can be sent at all.
 */
export async function uploadAll(
  world: World,
  told: (percent: number | null) => void,
): Promise<Halt | null> {
  let stuck: Halt | null = null;
  let sent = 0;
  const waiting = await world.db.getAllFromIndex('files', 'state', 'waiting');
  for (const file of waiting.sort((a, b) => a.addedAt - b.addedAt)) {
    if (!file.bytes) continue;
    try {
      await uploadOne(world, file, file.bytes, told);
      sent += 1;
    } catch (error) {
      if (!(error instanceof Halt) || error.stop !== 'broken') throw error;
      stuck ??= error;
    }
  }
  told(stuck ? Math.floor((sent * 100) / waiting.length) : null);
  return stuck;
}

async function uploadOne(
  world: World,
  file: StoredFile,
  bytes: ArrayBuffer,
  told: (percent: number | null) => void,
): Promise<void> {
  try {
    await patchFile(world.db, file.sha256, { lastTriedAt: world.clock.now() });
    let place = await resumed(world, file);
    let restarts = 0;
    while (place.offset < file.size) {
      told(Math.floor((place.offset * 100) / file.size));
      const offset = await sendChunk(world, place, bytes);
      if (offset !== null) place = { ...place, offset };
      else if (restarts >= RESTARTS_MAX) throw new Halt('broken');
      else {
        restarts += 1;
        place = await create(world, file);
      }
    }
    await patchFile(world.db, file.sha256, { state: 'received', lastError: '' });
  } catch (error) {
    const lastError = error instanceof Halt ? error.stop : 'broken';
    await patchFile(world.db, file.sha256, { tries: (file.tries ?? 0) + 1, lastError });
    throw error;
  }
}

interface Place {
  readonly url: string;
  readonly offset: number;
}

async function resumed(world: World, file: StoredFile): Promise<Place> {
  if (file.uploadUrl === undefined) return create(world, file);
  const response = await reach(world, file.uploadUrl, {
    method: 'HEAD',
    headers: await authorised(world),
  });
  if (response.status === 401) throw await unauthorised(response);
  const offset = Number(response.headers.get('Upload-Offset') ?? Number.NaN);
  if (!response.ok || !Number.isInteger(offset)) return create(world, file);
  return { url: file.uploadUrl, offset };
}

async function create(world: World, file: StoredFile): Promise<Place> {
  const metadata = { sha256: file.sha256, type: file.type, bytes: String(file.size) };
  const response = await reach(world, '/api/files', {
    method: 'POST',
    headers: {
      ...(await authorised(world)),
      'Upload-Length': String(file.size),
      'Upload-Metadata': Object.entries(metadata)
        .map(([key, value]) => `${key} ${btoa(value)}`)
        .join(','),
    },
  });
  if (response.status === 401) throw await unauthorised(response);
  const url = response.headers.get('Location') ?? '';
  if (!response.ok) throw new Halt('broken');
  const offset = Number(response.headers.get('Upload-Offset') ?? 0);
  await patchFile(world.db, file.sha256, { uploadUrl: url, offset });
  return { url, offset };
}

/** The new offset, or null when the server wants the file from the start. */
async function sendChunk(world: World, place: Place, bytes: ArrayBuffer): Promise<number | null> {
  const response = await reach(world, place.url, {
    method: 'PATCH',
    headers: {
      ...(await authorised(world)),
      'Upload-Offset': String(place.offset),
      'Content-Type': 'application/offset+octet-stream',
    },
    body: bytes.slice(place.offset, place.offset + CHUNK_BYTES),
  });
  if (response.status === 401) throw await unauthorised(response);
  if (response.status === HASH_WRONG || response.status === 404 || response.status === 410)
    return null;
  const offset = Number(response.headers.get('Upload-Offset') ?? Number.NaN);
  if (!Number.isInteger(offset)) throw new Halt('broken');
  return offset;
}

async function authorised(world: World): Promise<Record<string, string>> {
  const token = await readMeta<string>(world.db, 'chainToken');
  if (token === null) throw new Halt('sign_in');
  return { ...PROTOCOL_HEADER, ...TUS, Authorization: `Bearer ${token}` };
}
