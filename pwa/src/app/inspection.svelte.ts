import {
  type Answer,
  answerAt,
  conflictsOf,
  type Explanation,
  type Fold,
  foldOf,
  type Json,
  type JsonObject,
  type Judgement,
  judgementOf,
  noteAt,
  type Operation,
  type Place,
  type RuleDocument,
  type Slot,
  stateHash,
  type Template,
  verdictHash,
} from '../domain';
import { browserPorts, newId } from '../ports';
import { fileRow } from '../store/files';
import { type Draft, operationsOf, record } from '../store/operations';
import type { InspectionView, StoredFile } from '../store/schema';
import { app } from './app.svelte';
import { pinned } from './catalogue';

/** What a stored inspection is and where. */
interface StartValue extends JsonObject {
  readonly template: string;
  readonly rules: string;
  readonly site: string;
  readonly kind: string;
  readonly business_date: string;
  readonly zone: string;
}

type Step = () => Promise<void>;

/** One inspection open on the screen: its fold, its judgement, and every way to write to it. */
export class Inspection {
  readonly id: string;
  readonly template: Template;
  readonly rules: RuleDocument;
  readonly start: StartValue;
  judgement: Judgement = $state.raw() as Judgement;
  savedAt: number | null = $state(null);
  saving: boolean = $state(false);
  failure: string | null = $state(null);
  undoable: number = $state(0);
  version: number = $state(0);
  fold: Fold;
  private readonly steps: Step[] = [];
  private queue: Promise<unknown> = Promise.resolve();
  private undoing = false;

  constructor(id: string, fold: Fold, template: Template, rules: RuleDocument) {
    this.id = id;
    this.fold = fold;
    this.template = template;
    this.rules = rules;
    this.start = fold.start?.value as unknown as StartValue;
    this.judge();
  }

  get explanation(): Explanation | null {
    return this.judgement.explanation;
  }

  get open(): boolean {
    return this.version >= 0 && this.fold.life === 'open';
  }

  /** Places where answers differ until a person settles them. */
  conflicts(): Slot[] {
    return conflictsOf(this.fold);
  }

  /** Writes the answer of a place; null clears it. */
  answer(place: Place, value: Json, undoable = true): Promise<void> {
    const before = answerAt(this.fold, place);
    const draft = value === null ? this.draft('clear', place) : this.draft('answer', place, value);
    return this.write([draft], undoable ? () => this.restore(place, before) : null);
  }

  /** Marks a place as not applicable, with the reason. */
  notApplicable(place: Place, reason: string): Promise<void> {
    const before = answerAt(this.fold, place);
    const draft = { ...this.draft('not_applicable', place), reason };
    return this.write([draft], () => this.restore(place, before));
  }

  /** Writes the note of a place; an empty text takes it back. */
  note(place: Place, text: string): Promise<void> {
    const before = noteAt(this.fold, place);
    const value = text.trim() === '' ? null : text;
    if (value === before) return Promise.resolve();
    const draft = this.draft('note', place, value, 'note');
    return this.write([draft], () => this.note(place, before ?? ''));
  }

  /** Keeps a photo or file and attaches it to a place. */
  async attach(place: Place, blob: Blob, source: 'camera' | 'picked'): Promise<void> {
    const file = await fileRow(blob, this.id, browserPorts.clock);
    const taken = new Date(browserPorts.clock.now()).toISOString();
    const value = { file: file.sha256, bytes: file.size, type: file.type, source };
    const full = source === 'camera' ? { ...value, taken_at: taken } : value;
    const draft = { ...this.place('attach', place), value: full };
    const undo = () => this.detach(place, this.lastAttach(place)?.id ?? '');
    await this.write([draft], undo, [file]);
  }

  /** Takes an attached file away; it stays in the record and can be brought back. */
  detach(place: Place, attach: string): Promise<void> {
    const operation = this.fold.heads(place, 'files').find(({ id }) => id === attach);
    if (!operation) return Promise.resolve();
    const draft = { ...this.place('detach', place), replaces: [attach] };
    const again = { ...this.place('attach', place), value: operation.value ?? null };
    return this.write([draft], () => this.write([again], null));
  }

  /** Adds a signature over what is recorded at this moment. */
  sign(place: Place, signature: JsonObject): Promise<void> {
    const value = { ...signature, covers: stateHash(this.fold) };
    return this.write([{ ...this.place('sign', place), value }], null);
  }

  /** Adds an instance of a repeated section and gives its id. */
  async addInstance(section: string): Promise<string> {
    const instance = newId(browserPorts.clock, browserPorts.random);
    const draft: Draft = { about: 'inspection', subject: this.id, kind: 'add', section, instance };
    await this.write([draft], () => this.removeInstance(section, instance));
    return instance;
  }

  /** Removes an instance for good. */
  removeInstance(section: string, instance: string): Promise<void> {
    const where = { about: 'inspection', subject: this.id, section, instance } as const;
    return this.write([{ ...where, kind: 'remove' }], null);
  }

  /** Settles a conflict: the kept operation stands, with the reason. */
  resolve(place: Place, keep: string, reason: string): Promise<void> {
    const draft = { ...this.draft('resolve', place, { keep }), reason };
    return this.write([draft], null);
  }

  /** How it would be judged if this operation were kept. */
  async judgedIf(place: Place, keep: string): Promise<Judgement> {
    const { accepted, unsent } = await operationsOf(app.now.db, this.id);
    const nobody = {
      v: 1,
      id: 'imagined',
      chain: '',
      seq: 0,
      prev: null,
      salt: '',
      actor: '',
    } as const;
    const imagined = { ...this.draft('resolve', place, { keep }), ...nobody, recorded_at: '' };
    const fold = foldOf(this.template, accepted, [...unsent, imagined]);
    return judgementOf(fold, this.template, this.rules);
  }

  /** Submits what is recorded, with what is still missing and why. */
  submit(missing: readonly JsonObject[]): Promise<void> {
    const explanation = this.judgement.explanation;
    const value: JsonObject = {
      state: stateHash(this.fold),
      verdict: explanation ? verdictHash(explanation) : '0'.repeat(64),
      score_bp: explanation?.score_bp ?? null,
      missing,
    };
    const draft: Draft = { about: 'inspection', subject: this.id, kind: 'submit', value };
    return this.write([draft], null);
  }

  /** Takes the last step back by a new operation; nothing is erased. */
  async undo(): Promise<void> {
    const step = this.steps.pop();
    this.undoable = this.steps.length;
    if (!step) return;
    this.undoing = true;
    await step().finally(() => {
      this.undoing = false;
    });
  }

  /** Reads the record again after an exchange brought others' work. */
  async refresh(): Promise<void> {
    await this.queue;
    const { accepted, unsent } = await operationsOf(app.now.db, this.id);
    this.fold = foldOf(this.template, accepted, unsent);
    this.judge();
  }

  private restore(place: Place, before: Answer | null): Promise<void> {
    if (before && 'na' in before) return this.notApplicable(place, before.na);
    return this.answer(place, before?.value ?? null);
  }

  private lastAttach(place: Place): Operation | undefined {
    return this.fold.heads(place, 'files').at(-1);
  }

  private place(kind: Draft['kind'], place: Place): Draft {
    const { section, instance, question } = place;
    return {
      about: 'inspection',
      subject: this.id,
      kind,
      ...(section === null ? {} : { section }),
      ...(instance === null ? {} : { instance }),
      ...(question === null ? {} : { question }),
    };
  }

  private draft(kind: Draft['kind'], place: Place, value?: Json, slot = 'answer'): Draft {
    const seen = this.fold.heads(place, slot).map(({ id }) => id);
    return {
      ...this.place(kind, place),
      ...(value === undefined ? {} : { value }),
      ...(seen.length === 0 ? {} : { replaces: seen.sort() }),
    };
  }

  /** Writes one after the other, in the order of the taps. */
  private write(
    drafts: readonly Draft[],
    undo: Step | null,
    files: readonly StoredFile[] = [],
  ): Promise<void> {
    const undoing = this.undoing;
    const run = this.queue.then(async () => {
      this.saving = true;
      try {
        let next = this.judgement;
        const view = (done: readonly Operation[]) => {
          next = this.take(done);
          return this.view(next);
        };
        await record(app.recorder(), drafts, { files, view });
        this.show(next);
        this.failure = null;
        this.savedAt = browserPorts.clock.now();
        if (undo && !undoing) this.steps.push(undo);
        this.undoable = this.steps.length;
      } catch (error) {
        this.failure = error instanceof Error ? error.message : String(error);
        await this.reload();
      } finally {
        this.saving = false;
      }
    });
    this.queue = run.then(() => void app.now.sync.recorded());
    return run;
  }

  /** Judges with the new operations; the screen shows it only when they are durable. */
  private take(done: readonly Operation[]): Judgement {
    for (const operation of done) this.fold.feed(operation);
    return judgementOf(this.fold, this.template, this.rules);
  }

  private async reload(): Promise<void> {
    const { accepted, unsent } = await operationsOf(app.now.db, this.id);
    this.fold = foldOf(this.template, accepted, unsent);
    this.judge();
  }

  private judge(): void {
    this.show(judgementOf(this.fold, this.template, this.rules));
  }

  private show(judgement: Judgement): void {
    this.judgement = judgement;
    this.version += 1;
  }

  private view({ lines, explanation }: Judgement): InspectionView {
    const shown = lines.filter(({ status }) => status !== 'hidden');
    const done = shown.filter(({ status }) => status === 'answered' || status === 'na');
    const findings: Record<string, number> = {};
    for (const { severity } of explanation?.findings ?? []) {
      findings[severity] = (findings[severity] ?? 0) + 1;
    }
    const photos = this.fold.liveSlots().filter(({ name }) => name === 'files').length;
    const { template, rules, site, kind } = this.start;
    return {
      id: this.id,
      template,
      rules,
      site,
      kind,
      area: (this.start['area'] as string | undefined) ?? null,
      assignment: (this.start['assignment'] as string | undefined) ?? null,
      state: this.fold.life === 'submitted' ? 'submitted' : 'open',
      startedAt: Date.parse(this.fold.start?.recorded_at ?? ''),
      savedAt: browserPorts.clock.now(),
      answered: done.length,
      total: shown.length,
      scoreBp: explanation?.score_bp ?? null,
      grade: explanation?.grade ?? null,
      findings,
      photos,
      section: null,
    };
  }
}

/** Opens an inspection from the store; null when it or its documents are not on this device. */
export async function openInspection(id: string): Promise<Inspection | null> {
  const { db } = app.now;
  const { accepted, unsent } = await operationsOf(db, id);
  const start = [...accepted, ...unsent].find(({ kind }) => kind === 'start');
  if (!start) return null;
  const { template, rules } = start.value as unknown as StartValue;
  const documents = await pinned(db, template, rules);
  if (!documents) return null;
  const fold = foldOf(documents.template, accepted, unsent);
  return new Inspection(id, fold, documents.template, documents.rules);
}
