import { offersOf, pinned } from '../src/app/catalogue';
import { dayAt } from '../src/app/moments';
import {
  answerAt,
  conflictsOf,
  type Fold,
  foldOf,
  type Json,
  type JsonObject,
  judgementOf,
  newInstances,
  noteAt,
  type Operation,
  type Place,
  type Question,
  type RuleDocument,
  stateHash,
  type Template,
  verdictHash,
} from '../src/domain';
import { newId } from '../src/ports';
import { fileRow } from '../src/store/files';
import { itemsOf } from '../src/store/items';
import { type Draft, operationsOf, type Recorder, record } from '../src/store/operations';
import type { InspectionView, StoredFile } from '../src/store/schema';
import type { Chance } from './chance';

/** An inspection as a person at the tablet has it before them. */
interface Opened {
  readonly id: string;
  readonly fold: Fold;
  readonly template: Template;
  readonly rules: RuleDocument;
}

/** What a deed wrote. */
export interface Written {
  readonly operations: readonly Operation[];
  readonly files: readonly string[];
}

const NOTHING: Written = { operations: [], files: [] };
const PHOTO_BYTES_MAX = 3_000;
const REASONS = ['seen again', '现场复核', 'the label was covered'];

/** One thing that a person does at the tablet, by chance, offline as well as online. */
export async function deed(recorder: Recorder, chance: Chance): Promise<Written> {
  const open = await openOnes(recorder);
  if (open.length === 0 || chance.happens(0.12)) return begin(recorder, chance);
  const one = await opened(recorder, chance.pick(open));
  if (!one) return NOTHING;
  const [conflict] = conflictsOf(one.fold);
  if (conflict && conflict.name === 'answer' && chance.happens(0.3)) {
    return settle(recorder, one, conflict.place, chance);
  }
  return chance.pick(DEEDS)(recorder, one, chance);
}

/** Opens a submitted inspection again. */
export async function reopen(recorder: Recorder, chance: Chance): Promise<Written> {
  const known = await recorder.db.getAll('inspections');
  const sealed = known.filter(({ state }) => state === 'submitted');
  if (sealed.length === 0) return NOTHING;
  const draft: Draft = {
    about: 'inspection',
    subject: chance.pick(sealed).id,
    kind: 'reopen',
    reason: chance.pick(REASONS),
  };
  return write(recorder, [draft]);
}

/** What an older app with a fault of its own might have stored: the server refuses it. */
export async function poison(recorder: Recorder, chance: Chance): Promise<Written> {
  const open = await openOnes(recorder);
  if (open.length === 0) return NOTHING;
  const draft: Draft = {
    about: 'inspection',
    subject: chance.pick(open),
    kind: 'answer',
    section: 'no-such-section',
    question: 'no-such-question',
    value: 'yes',
  };
  return write(recorder, [draft]);
}

type Deed = (recorder: Recorder, one: Opened, chance: Chance) => Promise<Written>;

const answer: Deed = async (recorder, one, chance) => {
  const place = anyPlace(one, chance, (question) => someValue(question, chance) !== null);
  if (!place) return NOTHING;
  const question = questionAt(one, place);
  const value = question ? someValue(question, chance) : null;
  return write(recorder, [draftOf(one, 'answer', place, value)]);
};

const clear: Deed = async (recorder, one, chance) => {
  const place = anyPlace(
    one,
    chance,
    () => true,
    (at) => answerAt(one.fold, at) !== null,
  );
  return place ? write(recorder, [draftOf(one, 'clear', place)]) : NOTHING;
};

const notApplicable: Deed = async (recorder, one, chance) => {
  const place = anyPlace(one, chance, () => true);
  if (!place) return NOTHING;
  const draft = { ...draftOf(one, 'not_applicable', place), reason: chance.pick(REASONS) };
  return write(recorder, [draft]);
};

const note: Deed = async (recorder, one, chance) => {
  const place = anyPlace(one, chance, () => true);
  if (!place) return NOTHING;
  const text = `${chance.pick(REASONS)} ${chance.below(1000)}`;
  if (text === noteAt(one.fold, place)) return NOTHING;
  return write(recorder, [draftOf(one, 'note', place, text, 'note')]);
};

const photograph: Deed = async (recorder, one, chance) => {
  const place = anyPlace(one, chance, () => true);
  if (!place) return NOTHING;
  const bytes = chance.bytes(1 + chance.below(PHOTO_BYTES_MAX));
  const blob = new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'image/jpeg' });
  const file = await fileRow(blob, one.id, recorder.clock);
  const value = { file: file.sha256, bytes: file.size, type: file.type, source: 'camera' };
  return write(recorder, [{ ...placed(one, 'attach', place), value }], [file]);
};

const takeAway: Deed = async (recorder, one, chance) => {
  const place = anyPlace(
    one,
    chance,
    () => true,
    (at) => one.fold.heads(at, 'files').length > 0,
  );
  const head = place && one.fold.heads(place, 'files')[0];
  if (!place || !head) return NOTHING;
  return write(recorder, [{ ...placed(one, 'detach', place), replaces: [head.id] }]);
};

const sign: Deed = async (recorder, one, chance) => {
  const place = { section: null, instance: null, question: null };
  const strokes = [[[1, 2, 0] as Json, [chance.below(300), chance.below(90), 16] as Json]];
  const covers = stateHash(one.fold);
  const value = { name: 'Xu Haotian', role: 'inspector', meaning: 'done', strokes, covers };
  return write(recorder, [{ ...placed(one, 'sign', place), value }]);
};

const grow: Deed = async (recorder, one, chance) => {
  const repeated = one.template.sections.filter(({ repeat }) => repeat);
  if (repeated.length === 0) return NOTHING;
  const section = chance.pick(repeated).id;
  const ids = one.fold.instancesOf(section);
  const removes = ids.length > 1 && chance.happens(0.4);
  const kind = removes ? 'remove' : 'add';
  const instance = removes ? chance.pick(ids) : newId(recorder.clock, recorder.random);
  return write(recorder, [{ about: 'inspection', subject: one.id, kind, section, instance }]);
};

const submit: Deed = async (recorder, one, chance) => {
  if (chance.happens(0.5)) return NOTHING;
  const { explanation } = judgementOf(one.fold, one.template, one.rules);
  if (!explanation) throw new Error('these rules are known here');
  const value: JsonObject = {
    state: stateHash(one.fold),
    verdict: verdictHash(explanation),
    score_bp: explanation.score_bp,
    missing: [],
  };
  return write(recorder, [{ about: 'inspection', subject: one.id, kind: 'submit', value }]);
};

// Most of what people do is answering.
const DEEDS: readonly Deed[] = [
  answer, answer, answer, answer, answer, answer, clear, notApplicable, note, photograph, photograph,
  takeAway, sign, grow, submit,
]; // biome-ignore format: a list of deeds is read as a list

async function begin(recorder: Recorder, chance: Chance): Promise<Written> {
  const offers = (await offersOf(recorder.db)).filter(({ ready }) => ready);
  const sites = (await itemsOf(recorder.db, 'site')).filter(({ body }) => body['level'] === 'site');
  const mine = sites.filter(({ body }) => body['retired'] !== true);
  if (offers.length === 0 || mine.length === 0) return NOTHING;
  const offer = chance.pick(offers);
  const site = chance.pick(mine);
  const documents = await pinned(recorder.db, offer.template, offer.rules);
  if (!documents) return NOTHING;
  const zone = String(site.body['zone']);
  const id = newId(recorder.clock, recorder.random);
  const fresh = () => newId(recorder.clock, recorder.random);
  const value: JsonObject = {
    template: offer.template,
    rules: offer.rules,
    site: site.id,
    kind: offer.kind,
    business_date: dayAt(zone, recorder.clock.now()),
    zone,
    instances: newInstances(documents.template, fresh),
    clock: { server_minus_device_ms: null, measured_at: null },
  };
  return write(recorder, [{ about: 'inspection', subject: id, kind: 'start', value }]);
}

async function settle(
  recorder: Recorder,
  one: Opened,
  place: Place,
  chance: Chance,
): Promise<Written> {
  const keep = chance.pick(one.fold.heads(place, 'answer')).id;
  const draft = { ...draftOf(one, 'resolve', place, { keep }), reason: chance.pick(REASONS) };
  return write(recorder, [draft]);
}

async function openOnes(recorder: Recorder): Promise<string[]> {
  const views = await recorder.db.getAll('inspections');
  const items = await itemsOf(recorder.db, 'inspection');
  const submitted = new Set(views.filter(({ state }) => state !== 'open').map(({ id }) => id));
  const shared = items.filter(({ id, body }) => body['state'] === 'open' && !submitted.has(id));
  const own = views.filter(({ state }) => state === 'open');
  return [...new Set([...own.map(({ id }) => id), ...shared.map(({ id }) => id)])].sort();
}

/** An inspection of the store with its documents; null when a part is not on this tablet. */
export async function opened(recorder: Recorder, id: string): Promise<Opened | null> {
  const { accepted, unsent } = await operationsOf(recorder.db, id);
  const start = [...accepted, ...unsent].find(({ kind }) => kind === 'start');
  if (!start) return null;
  const { template, rules } = start.value as unknown as { template: string; rules: string };
  const documents = await pinned(recorder.db, template, rules);
  if (!documents) return null;
  return { id, fold: foldOf(documents.template, accepted, unsent), ...documents };
}

async function write(
  recorder: Recorder,
  drafts: readonly Draft[],
  files: readonly StoredFile[] = [],
): Promise<Written> {
  const known = await recorder.db.get('inspections', drafts[0]?.subject ?? '');
  const view = (done: readonly Operation[]) => viewOf(known, done, recorder.clock.now());
  const operations = await record(recorder, drafts, { files, view });
  return { operations, files: files.map(({ sha256 }) => sha256) };
}

/** What the lists need to know of it: where it is, and whether it is open. */
function viewOf(
  known: InspectionView | undefined,
  done: readonly Operation[],
  now: number,
): InspectionView | null {
  const last = done.at(-1);
  if (!last) return null;
  const state = last.kind === 'submit' ? 'submitted' : 'open';
  if (known) return { ...known, state, savedAt: now };
  if (last.kind !== 'start') return null;
  const start = last.value as JsonObject;
  return {
    id: last.subject,
    template: String(start['template']),
    rules: String(start['rules']),
    site: String(start['site']),
    area: null,
    assignment: null,
    kind: String(start['kind']),
    state,
    startedAt: now,
    savedAt: now,
    answered: 0,
    total: 0,
    scoreBp: null,
    grade: null,
    findings: {},
    photos: 0,
    section: null,
  };
}

function anyPlace(
  one: Opened,
  chance: Chance,
  asks: (question: Question) => boolean,
  stands: (place: Place) => boolean = () => true,
): Place | null {
  const places = one.template.sections.flatMap((section) => {
    const instances = section.repeat ? one.fold.instancesOf(section.id) : [null];
    const asked = section.questions.filter(asks);
    return instances.flatMap((instance) =>
      asked.map(({ id }) => ({ section: section.id, instance, question: id })),
    );
  });
  const fitting = places.filter(stands);
  return fitting.length === 0 ? null : chance.pick(fitting);
}

function questionAt(one: Opened, place: Place): Question | undefined {
  const section = one.template.sections.find(({ id }) => id === place.section);
  return section?.questions.find(({ id }) => id === place.question);
}

function someValue(question: Question, chance: Chance): Json {
  const { choices = [] } = question;
  switch (question.type) {
    case 'choice':
    case 'likert':
      return choices.length === 0 ? null : chance.pick(choices).name;
    case 'number':
    case 'temperature':
    case 'slider':
      return String(chance.below(60));
    case 'text':
    case 'scan':
      return `A-${chance.below(100)}`;
    case 'date':
      return `2026-11-${String(1 + chance.below(28)).padStart(2, '0')}`;
    case 'time':
      return `${String(chance.below(24)).padStart(2, '0')}:30:00`;
    default:
      return null;
  }
}

function placed(one: Opened, kind: Draft['kind'], place: Place): Draft {
  const { section, instance, question } = place;
  return {
    about: 'inspection',
    subject: one.id,
    kind,
    ...(section === null ? {} : { section }),
    ...(instance === null ? {} : { instance }),
    ...(question === null ? {} : { question }),
  };
}

function draftOf(
  one: Opened,
  kind: Draft['kind'],
  place: Place,
  value?: Json,
  slot = 'answer',
): Draft {
  const seen = one.fold.heads(place, slot).map(({ id }) => id);
  return {
    ...placed(one, kind, place),
    ...(value === undefined ? {} : { value }),
    ...(seen.length === 0 ? {} : { replaces: seen.sort() }),
  };
}
