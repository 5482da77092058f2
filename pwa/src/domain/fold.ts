import { isObject, type Json } from './json';
import { type Operation, type Place, placeOf, slotOf } from './operation';
import { stateHash } from './state';
import type { Form } from './template';
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

export interface SealedVerdict {
  readonly n: number;
  readonly op: string;
  readonly merged: boolean;
}

export type Life = 'none' | 'open' | 'submitted';

/**
 * One inspection as the fold of its operations (protocol.md, sections 2, 4 and 5).
 *
 * Feed accepted operations in ledger order, then the device's own unsent ones by seq; an operation
 * counts once, at its first place. Acceptance is not judged again here.
 */
export class Fold {
  readonly slots = new Map<string, Slot>();
  readonly verdicts: SealedVerdict[] = [];
  life: Life = 'none';
  start: Operation | null = null;
  submitted: Operation | null = null;
  private readonly seen = new Map<string, Operation>();
  private readonly added = new Map<string, string[]>();
  private readonly removed = new Set<string>();
  private readonly raised = new Map<string, Operation>();

  constructor(readonly form: Form) {
    for (const section of form.sections) if (section.repeat) this.added.set(section.id, []);
  }

  /** Takes in one operation; one that is known already changes nothing. */
  feed(operation: Operation): void {
    if (this.seen.has(operation.id)) return;
    this.seen.set(operation.id, operation);
    const name = slotOf(operation);
    if (name === null) this.live(operation);
    else this.write(name, operation);
  }

  /** True when the operation is part of this fold. */
  knows(id: string): boolean {
    return this.seen.has(id);
  }

  /** The operation of an id, whatever its slot. */
  operation(id: string): Operation | undefined {
    return this.seen.get(id);
  }

  /** The operation that raised a finding by hand. */
  raising(finding: string): Operation | undefined {
    return this.raised.get(finding);
  }

  /** True when the instance was ever there, also when it was removed. */
  knowsInstance(section: string, instance: string): boolean {
    return this.removed.has(instance) || this.isAdded(section, instance);
  }

  /** Live instances of a repeated section, in order. */
  instancesOf(section: string): string[] {
    return (this.added.get(section) ?? []).filter((id) => !this.removed.has(id));
  }

  /** Live instances of every repeated section. */
  instances(): Record<string, string[]> {
    const result: Record<string, string[]> = {};
    for (const section of this.added.keys()) result[section] = this.instancesOf(section);
    return result;
  }

  /** The slot of a place, or undefined while nothing was written to it. */
  slot(place: Place, name: string): Slot | undefined {
    return this.slots.get(keyOf(place, name));
  }

  /**
   * Operations that count at a place; the first one is the answer, several are a conflict. At an
   * instance that is not there, removed or never added, nothing counts.
   */
  heads(place: Place, name: string): Operation[] {
    const slot = this.slot(place, name);
    return slot && this.isThere(place) ? headsOf(slot) : [];
  }

  /** Slots of live places that have heads, by place in byte order with null first. */
  liveSlots(): Slot[] {
    const live = [...this.slots.values()].filter(({ place }) => this.isThere(place));
    return live.filter((slot) => headsOf(slot).length > 0).sort(compareSlots);
  }

  private isThere({ section, instance }: Place): boolean {
    if (instance === null) return true;
    return this.isAdded(section ?? '', instance) && !this.removed.has(instance);
  }

  private isAdded(section: string, instance: string): boolean {
    return this.added.get(section)?.includes(instance) ?? false;
  }

  private live(operation: Operation): void {
    if (operation.kind === 'start') this.begin(operation);
    else if (operation.kind === 'add') this.addInstance(operation.section, operation.instance);
    else if (operation.kind === 'remove') this.removed.add(operation.instance ?? '');
    else if (operation.kind === 'submit') this.seal(operation);
    else if (operation.kind === 'reopen') this.life = 'open';
  }

  private begin(operation: Operation): void {
    if (this.start) return;
    this.start = operation;
    this.life = 'open';
    const instances = isObject(operation.value) ? operation.value['instances'] : undefined;
    for (const [section, ids] of Object.entries(isObject(instances) ? instances : {})) {
      for (const id of ids as readonly string[]) this.addInstance(section, id);
    }
  }

  private addInstance(section?: string, instance?: string): void {
    if (section === undefined || instance === undefined) return;
    const known = this.added.get(section) ?? [];
    if (!known.includes(instance)) known.push(instance);
    this.added.set(section, known);
  }

  private seal(operation: Operation): void {
    const state = isObject(operation.value) ? operation.value['state'] : null;
    const merged = state !== stateHash(this);
    this.verdicts.push({ n: this.verdicts.length + 1, op: operation.id, merged });
    this.submitted = operation;
    this.life = 'submitted';
  }

  private write(name: string, operation: Operation): void {
    const place = placeOf(operation);
    const key = keyOf(place, name);
    const slot = this.slots.get(key) ?? emptySlot(place, name);
    slot.operations.push(operation);
    for (const id of operation.replaces ?? []) slot.replaced.add(id);
    if (operation.kind === 'resolve') slot.settled = true;
    this.slots.set(key, slot);
    if (operation.kind === 'raise' && isObject(operation.value)) {
      const finding = String(operation.value['finding']);
      if (!this.raised.has(finding)) this.raised.set(finding, operation);
    }
  }
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

/** A fold of accepted operations in ledger order and the device's own unsent ones. */
export function foldOf(
  form: Form,
  accepted: Iterable<Operation>,
  unsent: Iterable<Operation> = [],
): Fold {
  const fold = new Fold(form);
  for (const operation of accepted) fold.feed(operation);
  for (const operation of [...unsent].sort((a, b) => a.seq - b.seq)) fold.feed(operation);
  return fold;
}

function keyOf(place: Place, name: string): string {
  return `${place.section ?? ''}\n${place.instance ?? ''}\n${place.question ?? ''}\n${name}`;
}

function compareSlots(a: Slot, b: Slot): number {
  return (
    compareNullable(a.place.section, b.place.section) ||
    compareNullable(a.place.instance, b.place.instance) ||
    compareNullable(a.place.question, b.place.question) ||
    compareText(a.name, b.name)
  );
}

function emptySlot(place: Place, name: string): Slot {
  return { place, name, operations: [], replaced: new Set(), settled: false };
}

function compareNullable(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  return compareText(a, b);
}
