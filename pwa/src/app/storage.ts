import { browserPorts } from '../ports';
import { heldBytes, holdReserve, isRoom, onFull, RESERVE_BYTES } from '../store/reserve';

export interface StorageState {
  readonly freeBytes: number | null;
  readonly persisted: boolean | null;
  /** A write met a full store. What the browser says of its room is no proof of the contrary. */
  readonly full: boolean;
}

export interface CameraRoom {
  readonly allowed: boolean;
  /** Photos are to be made smaller before they are kept. */
  readonly reduced: boolean;
}

const CHECK_MS = 60_000;
const REDUCED_BYTES = 200_000_000;
/** A photo that has begun is to have its room. */
const PHOTO_BYTES = 10_000_000;
/** The reserve is laid down only where it takes nothing from anybody. */
const AMPLE_BYTES = 10 * RESERVE_BYTES;

/** Outlives a reload: a browser that refused a write goes on to say that it has room. */
const FULL = 'fieldseal-full';

let state: StorageState = { freeBytes: null, persisted: null, full: false };
let usedWhenFull: number | null = null;
let watching = false;
const watchers = new Set<(state: StorageState) => void>();

/** Whether there is room for a photo, before it is taken: only what is left for words is no room. */
export function cameraRoom(): CameraRoom {
  return roomFor(state, heldBytes());
}

/** The same for a given state, with so many bytes of the reserve in their place. */
export function roomFor({ freeBytes, full }: StorageState, reserved: number): CameraRoom {
  if (full) return { allowed: false, reduced: true };
  if (freeBytes === null) return { allowed: true, reduced: false };
  const usable = freeBytes - Math.max(0, RESERVE_BYTES - reserved);
  return { allowed: usable >= PHOTO_BYTES, reduced: freeBytes < REDUCED_BYTES };
}

/** Tells how much room is left and whether the browser promised to keep the records. */
export async function watchStorage(call: (state: StorageState) => void): Promise<void> {
  watchers.clear();
  watchers.add(call);
  call(state);
  if (watching) return;
  watching = true;
  onFull(() => void noteFull());
  if (localStorage.getItem(FULL) !== null) {
    tell({ full: true });
    await roomFreed();
  }
  await check();
  setInterval(() => void check(), CHECK_MS);
}

/** After something was removed: looks whether a photo fits beside the reserve; only then room is said. */
export async function roomFreed(): Promise<void> {
  if (!state.full || !(await isRoom(browserPorts.random, PHOTO_BYTES))) return;
  localStorage.removeItem(FULL);
  tell({ full: false });
}

/** Asks the browser to promise that it will not clear the records by itself. */
export async function askToKeep(): Promise<boolean> {
  return (await navigator.storage?.persist?.()) ?? false;
}

async function check(): Promise<void> {
  const { quota = null, usage = null } = (await navigator.storage?.estimate?.()) ?? {};
  const freeBytes = quota !== null && usage !== null ? quota - usage : null;
  const persisted = (await navigator.storage?.persisted?.()) ?? null;
  tell({ freeBytes, persisted });
  if (state.full) {
    const now = await used();
    const freed = usedWhenFull !== null && now !== null ? usedWhenFull - now : 0;
    if (freed >= PHOTO_BYTES) await roomFreed();
  } else if (heldBytes() < RESERVE_BYTES && freeBytes !== null && freeBytes >= AMPLE_BYTES) {
    // A browser that says there is room and then has none shows by this what its word is worth.
    if (!(await holdReserve(browserPorts.random))) await noteFull();
  }
}

async function noteFull(): Promise<void> {
  if (state.full) return;
  tell({ full: true });
  usedWhenFull = await used();
  try {
    localStorage.setItem(FULL, '');
  } catch {
    // Where even this has no room, the next refused write says it again.
  }
}

/** What is used beside the reserve. */
async function used(): Promise<number | null> {
  const { usage = null } = (await navigator.storage?.estimate?.()) ?? {};
  return usage === null ? null : usage - heldBytes();
}

function tell(change: Partial<StorageState>): void {
  state = { ...state, ...change };
  for (const call of watchers) call(state);
}
