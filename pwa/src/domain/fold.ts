import { isObject } from './json';
import { type Operation, type Place, placeOf, slotOf } from './operation';
import { compareSlots, emptySlot, headsOf, keyOfSlot, type Recorded, type Slot } from './slots';
import { stateHash } from './state';
import type { Form } from './template';

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
export class Fold implements Recorded {
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

  /** True when it is the fold of just these operations, taken in in this order. */
  isOf(operations: readonly Pick<Operation, 'id'>[]): boolean {
    if (operations.length !== this.seen.size) return false;
    const known = this.seen.keys();
    return operations.every(({ id }) => id === known.next().value);
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
    return this.slots.get(keyOfSlot(place, name));
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

  /** How many live places have something in their slot of this name. */
  countLive(name: string): number {
    let count = 0;
    for (const slot of this.slots.values()) {
      if (slot.name === name && this.isThere(slot.place) && headsOf(slot).length > 0) count += 1;
    }
    return count;
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
    const key = keyOfSlot(place, name);
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
