import { isObject, type Json } from './json';
import type { Operation, Place } from './operation';
import { compareText } from './text';

/** Everything written to one slot of one place. */
export interface Slot {
  readonly place: Place;
  readonly name: string;
  readonly operations: Operation[];
  readonly replaced: Set<string>;
  /** True when it holds a resolve: only then an operation may count as absent. */
  settled: boolean;
}

/** What is recorded of an inspection: its live instances and what was written to its places. */
export interface Recorded {
  /** Live instances of every repeated section. */
  instances(): Record<string, string[]>;
  /** Slots of live places that have heads, by place in byte order with null first. */
  liveSlots(): Slot[];
}

/** Operations of a slot that no accepted one replaced, first accepted first. */
export function headsOf(slot: Slot): Operation[] {
  const there = slot.settled ? standing(slot) : slot.operations;
  const replaced = slot.settled
    ? new Set(there.flatMap(({ replaces }) => replaces ?? []))
    : slot.replaced;
  return there.filter(({ id, kind }) => kind !== 'detach' && !replaced.has(id));
}

/** The operation a head stands for: a resolve is followed to what it keeps. */
export function kept(slot: Slot, head: Operation): Operation | undefined {
  const found = followed(head, new Map(slot.operations.map((one) => [one.id, one])));
  return found?.kind === 'resolve' ? undefined : found;
}

/** All but a resolve that keeps what is not of this slot: it counts as absent. */
function standing(slot: Slot): Operation[] {
  const own = new Map(slot.operations.map((one) => [one.id, one]));
  return slot.operations.filter((operation) => followed(operation, own) !== undefined);
}

/** What is kept through all resolves; undefined when it is none of `own`, a resolve in a circle. */
function followed(
  operation: Operation,
  own: ReadonlyMap<string, Operation>,
): Operation | undefined {
  let current: Operation | undefined = operation;
  for (let steps = 0; current?.kind === 'resolve' && steps <= own.size; steps += 1) {
    const keep: Json | undefined = isObject(current.value) ? current.value['keep'] : undefined;
    current = own.get(String(keep));
  }
  return current;
}

/** True for slots in which several heads contradict each other. */
export function isRegister(name: string): boolean {
  return name !== 'files' && name !== 'signatures';
}

/** The key of a slot among all of an inspection. */
export function keyOfSlot(place: Place, name: string): string {
  return `${place.section ?? ''}\n${place.instance ?? ''}\n${place.question ?? ''}\n${name}`;
}

/** The order of slots: by place in byte order with null first, then by name. */
export function compareSlots(a: Slot, b: Slot): number {
  return (
    compareNullable(a.place.section, b.place.section) ||
    compareNullable(a.place.instance, b.place.instance) ||
    compareNullable(a.place.question, b.place.question) ||
    compareText(a.name, b.name)
  );
}

/** A slot to which nothing was written yet. */
export function emptySlot(place: Place, name: string): Slot {
  return { place, name, operations: [], replaced: new Set(), settled: false };
}

function compareNullable(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  return compareText(a, b);
}
