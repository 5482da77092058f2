import { app } from './app.svelte';
import { type Inspection, openInspection } from './inspection.svelte';
import { noteOpened } from './unsaved_elsewhere.svelte';

let kept: readonly Inspection[] = [];

/**
 * The inspection of an id, opened once and kept while its screens follow each other. One that holds
 * something unsaved is kept beside the others: it has no other place.
 */
export async function inspectionOf(id: string): Promise<Inspection | null> {
  const { person } = app.now;
  const known = kept.find((one) => one.id === id && one.person === person.id);
  if (known) {
    await known.refresh();
    return known;
  }
  const opened = await openInspection(id);
  const holding = kept.filter((one) => one.unsaved.length > 0);
  kept = opened ? [...holding, opened] : holding;
  noteOpened(kept);
  return opened;
}

/** Brings others' work into an inspection after each exchange; the result ends it. */
export function follow(inspection: Inspection): () => void {
  return app.now.sync.onChange((subjects) => {
    if (subjects.has(inspection.id)) void inspection.refresh();
  });
}
