import { onDestroy } from 'svelte';
import type { TypedPlace } from '../../../app/typed.svelte';
import type { Checked, Json, Why } from '../../../domain';
import { browserPorts } from '../../../ports';

/** Where a field keeps what is typed, and what becomes of it. */
export interface FieldPorts {
  typed(): TypedPlace;
  /** What is recorded, as it stands in the field. */
  recorded(): string;
  check(raw: string): Checked;
  isRecorded(value: Json): boolean;
  /** Records the value; false when the device did not store it. */
  save(value: Json): Promise<boolean>;
}

/** How long a person may pause before what they typed is recorded as an answer. */
export const PAUSE_MS = { text: 400, value: 1000 } as const;

/**
 * A field that is typed into. Every stroke is kept; after a pause, or when the field or the page is
 * left, a text of the right form becomes an answer. One that is not stays where it is, and is told.
 */
export class TypedField {
  /** Why what stands here is no answer; told once the person has left it. */
  why: Why | null = $state(null);
  // While a person types, their text stays as it is, also when a tidier one has just been recorded.
  private shown: string | null = $state(null);
  private readonly ports: FieldPorts;
  private readonly pause: number;
  private stop: () => void = () => undefined;
  private saving: Promise<void> | null = $state.raw(null);

  constructor(ports: FieldPorts, pause: number) {
    this.ports = ports;
    this.pause = pause;
    const end = ports.typed().watch(() => void this.settle());
    onDestroy(() => {
      end();
      void this.settle();
    });
  }

  /** What stands in the field. */
  get text(): string {
    return this.shown ?? this.ports.typed().get() ?? this.ports.recorded();
  }

  /** True while something stands here that is no answer, and nobody is typing. */
  get isUnfinished(): boolean {
    return this.shown === null && this.saving === null && this.ports.typed().get() !== null;
  }

  /** Takes in what is typed; without `soon` it becomes an answer only when the field is left. */
  input(raw: string, soon = true): void {
    this.shown = raw;
    this.why = null;
    this.ports.typed().keep(raw);
    this.stop();
    if (soon) this.stop = browserPorts.timer.after(this.pause, () => void this.settle());
  }

  /** The part that stands here cannot be read yet; the answer is left alone. */
  wait(): void {
    this.stop();
  }

  /** The field was left: what stands here is an answer now, or it is told why not. */
  async leave(): Promise<void> {
    this.shown = null;
    await this.settle();
    const raw = this.ports.typed().get();
    const checked = raw === null ? null : this.ports.check(raw);
    this.why = checked && !checked.ok ? checked.why : null;
  }

  /** Puts a value in place of what stands here and records it. */
  async accept(raw: string): Promise<void> {
    this.input(raw, false);
    await this.leave();
  }

  /** Makes an answer of what stands here, if it is of the right form; one after the other. */
  private settle(): Promise<void> {
    this.stop();
    const before = this.saving ?? Promise.resolve();
    const run = before.then(() => this.record());
    const done = run.finally(() => {
      if (this.saving === done) this.saving = null;
    });
    this.saving = done;
    return done;
  }

  private async record(): Promise<void> {
    const typed = this.ports.typed();
    const raw = typed.get();
    if (raw === null) return;
    const checked = this.ports.check(raw);
    if (!checked.ok) return;
    const { value } = checked;
    const stored = this.ports.isRecorded(value) || (await this.ports.save(value));
    if (stored && typed.get() === raw) typed.drop();
  }
}
