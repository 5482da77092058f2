import { deleteDB, openDB } from 'idb';
import type { RandomSource } from '../ports';
import { beside } from './beside';

/** Room that is held back for words: given up piece by piece when the store is full. */
export const RESERVE_BYTES = 50_000_000;
const PIECES = 10;
/** A photo that meets the wall may take so much of it; what follows is refused in time. */
const PIECES_FOR_A_PHOTO = 2;
const STORE = 'filler';
const RANDOM_BYTES_MAX = 65_536;

/** The next piece to give up, and how many bytes are known to lie in their place. */
let given = 0;
let held = 0;
const watchers = new Set<() => void>();

/** Calls whenever a write met a full store; the result ends it. */
export function onFull(call: () => void): () => void {
  watchers.add(call);
  return () => watchers.delete(call);
}

/** Tells that a write met a full store. */
export function storeIsFull(): void {
  for (const call of watchers) call();
}

/** How many bytes of the reserve are known to be in their place. */
export function heldBytes(): number {
  return held;
}

/**
 * Makes the reserve whole; false when there is no room for it. Each piece is a database of its own,
 * because deleting a database gives its room back at once in every engine. What fills it is random:
 * engines that compress would else hold nothing back.
 */
export async function holdReserve(
  random: RandomSource,
  bytes: number = RESERVE_BYTES,
): Promise<boolean> {
  held = 0;
  try {
    for (let piece = 0; piece < PIECES; piece += 1) {
      await fill(piece, random, bytes / PIECES);
      held += bytes / PIECES;
    }
    return true;
  } catch {
    return false;
  } finally {
    given = 0;
  }
}

/** Whether so many bytes fit beside the whole reserve, shown by writing them: no browser is asked. */
export async function isRoom(random: RandomSource, bytes: number): Promise<boolean> {
  if (!(await holdReserve(random))) return false;
  try {
    await fill(PIECES, random, bytes);
    return true;
  } catch {
    return false;
  } finally {
    await deleteDB(nameOf(PIECES)).catch(() => undefined);
  }
}

/** Gives up one piece; false when nothing may be given up for this any more. */
export async function releasePiece(what: 'words' | 'photo'): Promise<boolean> {
  if (given >= (what === 'words' ? PIECES : PIECES_FOR_A_PHOTO)) return false;
  const piece = given;
  given += 1;
  try {
    await deleteDB(nameOf(piece));
    held = Math.max(0, held - RESERVE_BYTES / PIECES);
    return true;
  } catch {
    return false;
  }
}

async function fill(piece: number, random: RandomSource, bytes: number): Promise<void> {
  const db = await openDB(nameOf(piece), 1, {
    upgrade(made, _before, _now, tx) {
      // Without room the opening itself fails, and that is told.
      tx.done.catch(() => undefined);
      beside(made.createObjectStore(STORE).put(noise(random, bytes), 0));
    },
  });
  db.close();
}

function noise(random: RandomSource, bytes: number): ArrayBuffer {
  const made = new Uint8Array(bytes);
  for (let at = 0; at < bytes; at += RANDOM_BYTES_MAX) {
    made.set(random.bytes(Math.min(RANDOM_BYTES_MAX, bytes - at)), at);
  }
  return made.buffer;
}

function nameOf(piece: number): string {
  return `fieldseal-reserve-${piece}`;
}
