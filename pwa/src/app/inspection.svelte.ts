import {
  type Answer,
  answerAt,
  cleanText,
  type Explanation,
  type Fold,
  foldOf,
  type Json,
  type JsonObject,
  type Judgement,
  judgementOf,
  LiveJudgement,
  noteAt,
  type Operation,
  type Place,
  placeOf,
  type RuleDocument,
  stateHash,
  type Template,
  verdictHash,
} from '../domain';
import { browserPorts, newId } from '../ports';
import { fileRow } from '../store/files';
import { type Draft, inOrder, record } from '../store/operations';
import { app } from './app.svelte';
import { pinned } from './catalogue';
import { demandTaken } from './checked';
import { type Failure, failureOf } from './failures';
import { type StartValue, viewOf } from './inspection_view';
import { Notices } from './notices.svelte';
import { once } from './once';
import { type Refused, recordOf, refusedIn, withoutRecorded } from './refused_here';
import { type Conflict, type Seen, seenOf } from './seen';
import { TypedTexts } from './typed.svelte';
import { forgetRecorded } from './unfinished';
import {
  keyOfPiece,
  type Piece,
  type Step,
  type Unsaved,
  withFailed,
  withoutStored,
} from './unsaved';

/** A photo or file as it is going to be kept. */
export interface Evidence {
  readonly blob: Blob;
  readonly name: string | null;
}

/** Everything that is read from the store to open an inspection. */
interface Opened {
  readonly fold: Fold;
  readonly template: Template;
  readonly rules: RuleDocument;
  readonly typed: TypedTexts;
  readonly refused: readonly Refused[];
}

/** One inspection open on the screen: its fold, its judgement, and every way to write to it. */
export class Inspection {
  readonly id: string;
  /** Whose hands it is open in: on a shared tablet nobody goes on in another's name. */
  readonly person: string = app.now.person.id;
  readonly template: Template;
  readonly rules: RuleDocument;
  readonly start: StartValue;
  /** What stands in fields and is no answer yet. */
  readonly typed: TypedTexts;
  readonly notices = new Notices();
  seen: Seen = $state.raw() as Seen;
  savedAt: number | null = $state(null);
  saving: boolean = $state(false);
  undoable: number = $state(0);
  /** What this device did not store; it waits here for another try. */
  unsaved: readonly Unsaved[] = $state.raw([]);
  /** What the server refused and nobody has settled. */
  refused: readonly Refused[] = $state.raw([]);
  // What is written next builds upon these two; screens see them only once that is durable.
  private fold: Fold;
  private readonly live: LiveJudgement;
  private readonly steps: Step[] = [];
  private queue: Promise<unknown> = Promise.resolve();
  private undoing = false;

  constructor(id: string, { fold, template, rules, typed, refused }: Opened) {
    this.id = id;
    this.fold = fold;
    this.template = template;
    this.rules = rules;
    this.typed = typed;
    this.refused = refused;
    this.start = fold.start?.value as StartValue;
    this.live = new LiveJudgement(fold, template, rules);
    this.seen = seenOf(fold, this.live.now);
  }

  get judgement(): Judgement {
    return this.seen.judgement;
  }

  get explanation(): Explanation | null {
    return this.judgement.explanation;
  }

  get open(): boolean {
    return this.seen.life === 'open';
  }

  /** Why the last write did not happen, until that is settled. */
  get failure(): Failure | null {
    return this.unsaved.at(-1)?.failure ?? this.typed.failure;
  }

  /** True where the server refused the inspection as a whole: all that is here is kept, none counts. */
  get startRefused(): Refused | undefined {
    return this.refused.find(({ operation }) => operation.kind === 'start');
  }

  /** Places where answers differ until a person settles them. */
  get conflicts(): readonly Conflict[] {
    return this.seen.conflicts;
  }

  /** Writes the answer of a place; null clears it. */
  answer(place: Place, value: Json): Promise<boolean> {
    return this.write(() => {
      const before = answerAt(this.fold, place);
      const draft =
        value === null ? this.draft('clear', place) : this.draft('answer', place, value);
      return { draft, undo: () => () => this.restore(place, before) };
    });
  }

  /** Marks a place as not applicable, with the reason. */
  notApplicable(place: Place, reason: string): Promise<boolean> {
    return this.write(() => {
      const before = answerAt(this.fold, place);
      const draft = { ...this.draft('not_applicable', place), reason: cleanText(reason) };
      return { draft, undo: () => () => this.restore(place, before) };
    });
  }

  /** Writes the note of a place; an empty text takes it back. */
  note(place: Place, text: string): Promise<boolean> {
    const value = text.trim() === '' ? null : text;
    return this.write(() => {
      const before = noteAt(this.fold, place);
      if (value === before) return null;
      const draft = this.draft('note', place, value, 'note');
      return { draft, undo: () => () => this.note(place, before ?? '') };
    });
  }

  /** Keeps a photo or file and attaches it to a place. Raises: Error when it cannot be read. */
  async attach(place: Place, evidence: Evidence, source: 'camera' | 'picked'): Promise<boolean> {
    const taken = new Date(browserPorts.clock.now()).toISOString();
    const file = await fileRow(evidence.blob, this.id, browserPorts.clock);
    const value = {
      file: file.sha256,
      bytes: file.size,
      type: file.type,
      source,
      ...(evidence.name === null ? {} : { name: evidence.name }),
      ...(source === 'camera' ? { taken_at: taken } : {}),
    };
    const draft = { ...this.place('attach', place), value };
    const undo = (done: Operation) => () => this.detach(place, done.id);
    return this.write(() => ({ draft, undo, files: [file] }));
  }

  /** Takes an attached file away; it stays in the record and can be brought back. */
  detach(place: Place, attach: string): Promise<boolean> {
    return this.write(() => {
      const operation = this.fold.heads(place, 'files').find(({ id }) => id === attach);
      if (!operation) return null;
      const again = { ...this.place('attach', place), value: operation.value ?? null };
      const draft = { ...this.place('detach', place), replaces: [attach] };
      return { draft, undo: () => () => this.write(() => ({ draft: again })) };
    });
  }

  /** Adds a signature over what is recorded at this moment. */
  sign(place: Place, signature: JsonObject): Promise<boolean> {
    return once(`sign ${this.id} ${JSON.stringify(place)}`, () =>
      this.write(() => {
        const value = { ...signature, covers: stateHash(this.fold) };
        return { draft: { ...this.place('sign', place), value } };
      }),
    );
  }

  /** Adds an instance of a repeated section. */
  addInstance(section: string): Promise<boolean> {
    return once(`add ${this.id} ${section}`, () => {
      const instance = newId(browserPorts.clock, browserPorts.random);
      const place = { section, instance, question: null };
      const undo = () => () => this.removeInstance(section, instance);
      return this.write(() => ({ draft: this.place('add', place), undo }));
    });
  }

  /** Removes an instance for good. */
  removeInstance(section: string, instance: string): Promise<boolean> {
    const place = { section, instance, question: null };
    return once(`remove ${this.id} ${instance}`, () =>
      this.write(() => ({ draft: this.place('remove', place) })),
    );
  }

  /** Settles a conflict: the kept operation stands, with the reason. */
  resolve(place: Place, keep: string, reason: string): Promise<boolean> {
    return once(`resolve ${this.id} ${JSON.stringify(place)}`, () =>
      this.write(() => ({
        draft: { ...this.draft('resolve', place, { keep }), reason: cleanText(reason) },
      })),
    );
  }

  /** How it would be judged if this operation were kept. */
  async judgedIf(place: Place, keep: string): Promise<Judgement> {
    const { accepted, unsent } = await recordOf(app.now.db, this.id);
    const nobody = { v: 1, id: 'imagined', chain: '', seq: 0, prev: null } as const;
    const draft = this.draft('resolve', place, { keep });
    const imagined = { ...draft, ...nobody, salt: '', actor: '', recorded_at: '' };
    const fold = foldOf(this.template, accepted, [...unsent, imagined]);
    return judgementOf(fold, this.template, this.rules);
  }

  /** Submits what is recorded, with what is still missing and why. */
  submit(missing: readonly JsonObject[]): Promise<boolean> {
    return once(`submit ${this.id}`, () =>
      this.write(() => {
        const explanation = this.judgement.explanation;
        const value: JsonObject = {
          state: stateHash(this.fold),
          verdict: explanation ? verdictHash(explanation) : '0'.repeat(64),
          score_bp: explanation?.score_bp ?? null,
          missing,
        };
        return { draft: { about: 'inspection', subject: this.id, kind: 'submit', value } };
      }),
    );
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

  /** Writes again what this device did not store. */
  retry(): Promise<void> {
    return once(`retry ${this.id}`, async () => {
      if (this.typed.failure) await this.typed.retry();
      for (const { again } of this.unsaved) await this.write(again);
      this.typed.settleAll();
    });
  }

  /** Lets go of what this device did not store. */
  discard(): void {
    for (const { piece } of this.unsaved) {
      const field = piece.draft.kind === 'note' ? 'note' : 'answer';
      this.typed.drop(this.typed.keyOf(placeOf(piece.draft), field));
    }
    this.unsaved = [];
  }

  /** Reads the record again after an exchange brought others' work. */
  refresh(): Promise<void> {
    const run = this.queue.then(() => this.reload());
    this.queue = run.catch(() => undefined);
    return run;
  }

  private restore(place: Place, before: Answer | null): Promise<boolean> {
    if (before && 'na' in before) return this.notApplicable(place, before.na);
    return this.answer(place, before?.value ?? null);
  }

  private place(kind: Draft['kind'], { section, instance, question }: Place): Draft {
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

  /**
   * Writes one after the other, in the order of the taps. A piece is made when its turn comes, so
   * that it has seen those before it. False when this device did not store it.
   */
  private write(make: () => Piece | null): Promise<boolean> {
    const undoing = this.undoing;
    const run = this.queue.then(async () => {
      const piece = make();
      return piece === null || (await this.put(piece, make, undoing));
    });
    this.queue = run.then(() => void app.work?.sync.recorded());
    return run;
  }

  private async put(piece: Piece, make: () => Piece | null, undoing: boolean): Promise<boolean> {
    const key = keyOfPiece(piece);
    this.saving = true;
    try {
      demandTaken(piece.draft, app.recorder(), { fold: this.fold });
      const done = await this.store(piece);
      this.savedAt = browserPorts.clock.now();
      this.unsaved = withoutStored(this.unsaved, key);
      this.refused = withoutRecorded(this.refused, piece.draft);
      if (piece.undo && !undoing) this.steps.push(piece.undo(done));
      this.undoable = this.steps.length;
      return true;
    } catch (error) {
      // A submit seals what is recorded when it is written; all else is written as it was meant.
      const again = piece.draft.kind === 'submit' ? make : () => piece;
      this.unsaved = withFailed(this.unsaved, { key, piece, failure: failureOf(error), again });
      // What an earlier tap was told is not true of this one.
      this.savedAt = null;
      await this.reload().catch(() => undefined);
      return false;
    } finally {
      this.saving = false;
    }
  }

  /** Stores the operation, its files and the view together; the screen shows it only then. */
  private async store({ draft, files = [] }: Piece): Promise<Operation> {
    const view = (done: readonly Operation[]) => {
      for (const operation of done) {
        this.fold.feed(operation);
        this.live.after(operation);
      }
      return viewOf(this.id, this.fold, this.live.now, browserPorts.clock.now());
    };
    const [done] = await record(app.recorder(), [draft], { files, view });
    this.seen = seenOf(this.fold, this.live.now, this.seen, done);
    return done as Operation;
  }

  private async reload(): Promise<void> {
    const { db } = app.now;
    const rows = await db.getAllFromIndex('operations', 'subject', this.id);
    this.refused = await refusedIn(db, rows);
    if (this.fold.isOf(inOrder(rows))) return;
    const { accepted, unsent } = await recordOf(db, this.id);
    if (this.fold.isOf([...accepted, ...unsent])) return;
    this.fold = foldOf(this.template, accepted, unsent);
    this.seen = seenOf(this.fold, this.live.replace(this.fold));
  }
}

/** Opens an inspection from the store; null when it or its documents are not on this device. */
export async function openInspection(id: string): Promise<Inspection | null> {
  const { db } = app.now;
  const { accepted, unsent } = await recordOf(db, id);
  const start = [...accepted, ...unsent].find(({ kind }) => kind === 'start');
  if (!start) return null;
  const { template, rules } = start.value as StartValue;
  const typed = new TypedTexts(db, id, browserPorts.clock, localStorage);
  const [documents, refused] = await Promise.all([
    pinned(db, template, rules),
    db.getAllFromIndex('operations', 'subject', id).then((rows) => refusedIn(db, rows)),
    typed.read(),
  ]);
  if (!documents) return null;
  const fold = foldOf(documents.template, accepted, unsent);
  const inspection = new Inspection(id, { ...documents, fold, typed, refused });
  forgetRecorded(inspection);
  return inspection;
}
