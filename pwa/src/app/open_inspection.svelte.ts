import { app } from './app.svelte';
import { type Inspection, openInspection } from './inspection.svelte';

let kept = $state.raw<Inspection | null>(null);

/** The inspection of an id, opened once and kept while its screens follow each other. */
export async function inspectionOf(id: string): Promise<Inspection | null> {
  if (kept?.id === id) {
    await kept.refresh();
    return kept;
  }
  kept = await openInspection(id);
  return kept;
}

/** Brings others' work into an inspection after each exchange; the result ends it. */
export function follow(inspection: Inspection): () => void {
  return app.now.sync.onChange((subjects) => {
    if (subjects.has(inspection.id)) void inspection.refresh();
  });
}
