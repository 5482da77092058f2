import { m } from '../../paraglide/messages.js';
import { isAllReceived, photosOf, type SyncState } from '../../sync';

/** What holds of the records on this tablet: with a full store, only of what is shown as saved. */
export function titleOf({ counted, filesLost, full }: SyncState): string {
  if (filesLost > 0) return m.photos_lost({ count: filesLost });
  return full || !counted ? m.saved_until_full() : m.everything_saved();
}

/** What the server has of them, and what it does not have yet. */
export function headlineOf(state: SyncState): string {
  if (isAllReceived(state)) return m.everything_received();
  const sentences: string[] = state.checking ? [m.checking_claims()] : [];
  const { waiting: changes, filesClaimed: count } = state;
  const photos = state.files - count;
  if (changes + photos > 0) sentences.push(waitingText(changes, photos));
  if (count > 0) sentences.push(m.photos_unconfirmed({ count }));
  return joined(sentences);
}

function waitingText(changes: number, photos: number): string {
  if (photos === 0) return m.changes_wait_alone({ count: changes });
  if (changes === 0) return m.photos_wait_alone({ count: photos });
  return m.changes_wait({ changes, photos });
}

/** How many photos are proved; nothing where there are none. */
export function provedOf(state: SyncState): string {
  const total = photosOf(state);
  return total === 0 ? '' : m.photos_proved({ done: state.filesReceived, total });
}

/** Sentences one after the other; in Chinese the full stop brings its own space. */
export function joined(sentences: readonly string[]): string {
  return sentences
    .filter((sentence) => sentence !== '')
    .reduce((said, next) => said + (said === '' || said.endsWith('。') ? '' : ' ') + next, '');
}
