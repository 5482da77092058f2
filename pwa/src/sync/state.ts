/** Why the last exchange stopped. */
export type Stop =
  | 'offline'
  | 'unreachable'
  | 'busy'
  | 'sign_in'
  | 'revoked'
  | 'forked'
  | 'broken'
  /** The server no longer speaks this app's version. */
  | 'outdated'
  /** The server does not yet speak this app's version. */
  | 'server_old'
  | 'full';

/** What the sync engine knows; the words for it are a closed set (`Pill`). */
export interface SyncState {
  /** False until the store was read for the first time: until then nothing is claimed. */
  readonly counted: boolean;
  readonly waiting: number;
  readonly sent: number;
  /** Files that the server has not proved to have: to be sent, or to be asked for. */
  readonly files: number;
  /** Those of them that are only to be asked for. */
  readonly filesClaimed: number;
  readonly filesReceived: number;
  /** Files that the server lacks and whose bytes are no longer here. */
  readonly filesLost: number;
  /** Files of refused operations: they are kept here only, until an officer decides. */
  readonly filesKept: number;
  /** What the server told is being checked: it was put back, or may have been. */
  readonly checking: boolean;
  readonly refused: number;
  readonly differs: number;
  readonly sending: boolean;
  readonly stop: Stop | null;
  readonly nextTryAt: number | null;
  readonly exchangedAt: number | null;
  readonly freeBytes: number | null;
  /** A write met a full store, whatever the browser says about its room. */
  readonly full: boolean;
  readonly persisted: boolean | null;
  readonly uploadPercent: number | null;
}

export const EMPTY_STATE: SyncState = {
  counted: false,
  waiting: 0,
  sent: 0,
  files: 0,
  filesClaimed: 0,
  filesReceived: 0,
  filesLost: 0,
  filesKept: 0,
  checking: false,
  refused: 0,
  differs: 0,
  sending: false,
  stop: null,
  nextTryAt: null,
  exchangedAt: null,
  freeBytes: null,
  full: false,
  persisted: null,
  uploadPercent: null,
};

export type Pill =
  | 'refused'
  | 'full_red'
  | 'differs'
  | 'sign_in'
  | 'waiting'
  | 'paused'
  | 'sending'
  | 'full'
  | 'saved'
  | 'unproved'
  | 'received';

export const RED_BYTES = 200_000_000;
const AMBER_BYTES = 1_500_000_000;

/** How many things the server is not known to have. */
export function leftOf({ waiting, files }: SyncState): number {
  return waiting + files;
}

/** True when the server is known to have everything that a record here consists of. */
export function isAllReceived(state: SyncState): boolean {
  const missing = leftOf(state) + state.filesLost + state.filesKept;
  return state.counted && !state.checking && missing === 0;
}

/** How many photos the records here consist of. */
export function photosOf({ files, filesReceived, filesLost, filesKept }: SyncState): number {
  return files + filesReceived + filesLost + filesKept;
}

/** The one state a pill shows, by priority. */
export function pillOf(state: SyncState): Pill {
  const left = leftOf(state);
  if (state.refused > 0) return 'refused';
  if (state.full || (state.freeBytes !== null && state.freeBytes < RED_BYTES)) return 'full_red';
  if (state.differs > 0) return 'differs';
  if (state.stop === 'sign_in' || state.stop === 'revoked' || state.stop === 'forked') {
    return 'sign_in';
  }
  if (left > 0 && state.stop !== null) return state.uploadPercent === null ? 'waiting' : 'paused';
  if (left > 0 && state.sending) return 'sending';
  if (left > 0 || state.checking || !state.counted) return 'saved';
  if (state.freeBytes !== null && state.freeBytes < AMBER_BYTES) return 'full';
  if (state.stop === 'offline') return 'waiting';
  return isAllReceived(state) ? 'received' : 'unproved';
}
