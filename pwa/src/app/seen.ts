import {
  conflictsOf,
  type Fold,
  headsOf,
  type Judgement,
  type Life,
  type Operation,
  type Place,
  placeOf,
  type Slot,
  slotOf,
} from '../domain';

/** A place whose answers differ, and what else was recorded there. */
export interface Conflict {
  readonly slot: Slot;
  readonly heads: readonly Operation[];
  readonly notes: readonly Operation[];
  readonly files: readonly Operation[];
}

/**
 * What screens see of an inspection. It is replaced as a whole, and only when what it shows is
 * durable; none of it changes under the hands of a screen.
 */
export interface Seen {
  readonly judgement: Judgement;
  readonly life: Life;
  readonly start: Operation | null;
  readonly submitted: Operation | null;
  readonly conflicts: readonly Conflict[];
}

/** What is to be seen of a fold that is judged. After one operation, only what it can have changed. */
export function seenOf(
  fold: Fold,
  judgement: Judgement,
  before: Seen | null = null,
  operation: Operation | null = null,
): Seen {
  const same = before && operation && before.conflicts.length === 0 && isOne(fold, operation);
  const conflicts = same
    ? before.conflicts
    : conflictsOf(fold).map((slot) => conflictAt(fold, slot));
  const { life, start, submitted } = fold;
  return { judgement, life, start, submitted, conflicts };
}

function isOne(fold: Fold, operation: Operation): boolean {
  const name = slotOf(operation);
  const slot = name === null ? undefined : fold.slot(placeOf(operation), name);
  return slot !== undefined && headsOf(slot).length < 2;
}

function conflictAt(fold: Fold, slot: Slot): Conflict {
  const at = (place: Place, name: string) => fold.heads(place, name);
  const copy = { ...slot, operations: [...slot.operations], replaced: new Set(slot.replaced) };
  return {
    slot: copy,
    heads: headsOf(copy),
    notes: at(slot.place, 'note'),
    files: at(slot.place, 'files'),
  };
}
