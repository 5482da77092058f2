import { app } from './app.svelte';
import { type Inspection, openInspection } from './inspection.svelte';

let kept = $state.raw<readonly Inspection[]>([]);

/**
 * The inspection of an id, opened once and kept while its screens follow each other. One that holds
 * something unsaved is kept beside the others: it has no other place.
 */
export async function inspectionOf(id: string): Promise<Inspection | null> {
  const known = kept.find((one) => one.id === id);
  if (known) {
    await known.refresh();
    return known;
  }
  const opened = await openInspection(id);
  const holding = kept.filter((one) => one.unsaved.length > 0 && one.id !== id);
  kept = opened ? [...holding, opened] : holding;
  return opened;
}

/** Inspections of which something lives in this open page only. */
export function unsavedElsewhere(): readonly Inspection[] {
  return kept.filter(({ unsaved }) => unsaved.length > 0);
}

/** Brings others' work into an inspection after each exchange; the result ends it. */
export function follow(inspection: Inspection): () => void {
  return app.now.sync.onChange((subjects) => {
    if (subjects.has(inspection.id)) void inspection.refresh();
  });
}

// The browser asks before it closes a page that alone holds what somebody recorded.
addEventListener('beforeunload', (event) => {
  if (unsavedElsewhere().length > 0) event.preventDefault();
});
