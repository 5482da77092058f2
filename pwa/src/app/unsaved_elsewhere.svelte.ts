import type { Unsaved } from './unsaved';

/** An inspection, as far as something of it may live in this open page only. */
export interface Holding {
  readonly id: string;
  readonly person: string;
  readonly unsaved: readonly Unsaved[];
}

let opened = $state.raw<readonly Holding[]>([]);

/** Notes which inspections are open in this page. */
export function noteOpened(inspections: readonly Holding[]): void {
  opened = inspections;
}

/** A person's inspections of which something lives in this open page only. */
export function unsavedElsewhere(person: string): readonly Holding[] {
  return opened.filter((one) => one.person === person && one.unsaved.length > 0);
}

// The browser asks before it closes a page that alone holds what somebody recorded.
addEventListener('beforeunload', (event) => {
  if (opened.some(({ unsaved }) => unsaved.length > 0)) event.preventDefault();
});
