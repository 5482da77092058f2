import { m } from '../paraglide/messages.js';
import { type Pill, photosOf, pillOf, type SyncState } from '../sync';
import { size } from './words';

export interface PillView {
  readonly state: Pill;
  readonly tone: string;
  readonly icon: string;
  readonly text: string;
}

type Look = readonly [
  tone: string,
  icon: string,
  text: (state: SyncState, narrow: boolean) => string,
];

const LOOKS: Readonly<Record<Pill, Look>> = {
  refused: ['fail', 'octagon-x', (s) => m.pill_refused({ count: s.refused })],
  full_red: ['fail', 'triangle-alert', (s) => m.pill_free({ size: size(roomOf(s)) })],
  full: ['warn', 'triangle-alert', (s) => m.pill_free({ size: size(s.freeBytes ?? 0) })],
  differs: ['conf', 'git-merge', (s) => m.pill_differ({ count: s.differs })],
  sign_in: ['warn', 'key-round', () => m.pill_sign_in()],
  waiting: ['warn', 'cloud-off', waitingText],
  paused: ['warn', 'pause', (s) => m.pill_paused({ percent: s.uploadPercent ?? 0 })],
  sending: ['acc', 'arrow-up', sendingText],
  saved: ['grey', 'check', () => m.pill_saved()],
  unproved: ['warn', 'badge-check', unprovedText],
  received: [
    'pass',
    'circle-check',
    (_, narrow) => (narrow ? m.pill_received_short() : m.pill_received()),
  ],
};

/** The one pill of a moment; nothing else may be said about sending. */
export function pillView(state: SyncState, narrow: boolean): PillView {
  const pill = pillOf(state);
  const [tone, icon, text] = LOOKS[pill];
  return { state: pill, tone, icon, text: text(state, narrow) };
}

/** A browser that has refused a write has no room, whatever it says. */
function roomOf({ full, freeBytes }: SyncState): number {
  return full ? 0 : (freeBytes ?? 0);
}

function unprovedText(state: SyncState): string {
  return m.pill_proved({ done: state.filesReceived, total: photosOf(state) });
}

function waitingText(state: SyncState, narrow: boolean): string {
  const count = state.waiting + state.files;
  return narrow ? m.pill_waiting_short({ count }) : m.pill_waiting({ count });
}

function sendingText(state: SyncState): string {
  const total = state.sent + state.waiting + state.files;
  return m.pill_sending({ done: state.sent, total });
}
