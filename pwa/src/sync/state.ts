/** Why the last exchange stopped. */
export type Stop = 'offline' | 'unreachable' | 'busy' | 'sign_in' | 'revoked' | 'forked' | 'broken';

/** What the sync engine knows; the words for it are a closed set (`Pill`). */
export interface SyncState {
  readonly waiting: number;
  readonly sent: number;
  readonly files: number;
  readonly filesReceived: number;
  readonly refused: number;
  readonly differs: number;
  readonly sending: boolean;
  readonly stop: Stop | null;
  readonly nextTryAt: number | null;
  readonly exchangedAt: number | null;
  readonly freeBytes: number | null;
  readonly persisted: boolean | null;
  readonly uploadPercent: number | null;
}

export const EMPTY_STATE: SyncState = {
  waiting: 0,
  sent: 0,
  files: 0,
  filesReceived: 0,
  refused: 0,
  differs: 0,
  sending: false,
  stop: null,
  nextTryAt: null,
  exchangedAt: null,
  freeBytes: null,
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
  | 'received';

const RED_BYTES = 200_000_000;
const AMBER_BYTES = 1_500_000_000;

/** The one state a pill shows, by priority. */
export function pillOf(state: SyncState): Pill {
  const left = state.waiting + state.files;
  if (state.refused > 0) return 'refused';
  if (state.freeBytes !== null && state.freeBytes < RED_BYTES) return 'full_red';
  if (state.differs > 0) return 'differs';
  if (state.stop === 'sign_in' || state.stop === 'revoked' || state.stop === 'forked') {
    return 'sign_in';
  }
  if (left > 0 && state.stop !== null) return state.uploadPercent === null ? 'waiting' : 'paused';
  if (left > 0 && state.sending) return 'sending';
  if (left > 0) return 'saved';
  if (state.freeBytes !== null && state.freeBytes < AMBER_BYTES) return 'full';
  return state.stop === 'offline' ? 'waiting' : 'received';
}
