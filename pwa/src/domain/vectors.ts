import { evaluate } from './evaluate';
import { type Fold, foldOf } from './fold';
import { basisPoints, fraction } from './fractions';
import { answerAt, conflictsOf, environmentOf, instancesOf, noteAt, raisedOf } from './inspection';
import { isObject, type Json, type JsonObject } from './json';
import type { Operation } from './operation';
import type { Judge, RuleDocument } from './rules';
import { judgeOpen } from './scoring';
import { headsOf, type Slot } from './slots';
import { stateHash } from './state';
import type { Form, Template } from './template';
import type { Environment, Node } from './tree';
import { jsonFromValue } from './values';
import { admissionResult } from './vector_admission';
import { judgementOf, verdictHash } from './verdict';
import { type Line, revealed } from './visibility';

export interface Case {
  readonly name: string;
  readonly given: JsonObject;
  readonly expect: JsonObject;
  /** The score while it is open: beside `expect`, whose keys are those of the sealed verdict. */
  readonly so_far?: JsonObject;
}

/** All that a case expects of this engine. */
export function wanted({ expect, so_far }: Case): JsonObject {
  return so_far === undefined ? expect : { ...expect, so_far };
}

/** What this engine computes for one case of a shared file; its kind shows in the document. */
export function computed(document: JsonObject, { given, so_far }: Case): JsonObject {
  if ('worlds' in document) return admissionResult(document, given);
  if ('ast' in given) return expressionResult(given);
  if ('form' in given) return scoreResult(given, so_far !== undefined);
  if ('n' in given && 'd' in given) return fractionResult(given);
  if ('rules' in given && 'accepted' in given) return verdictResult(document, given);
  if ('template' in given && 'accepted' in given) return foldResult(document, given);
  throw new Error('a kind of case this engine does not know');
}

/** True when this engine can run the cases of a file. */
export function isKnown(document: JsonObject): boolean {
  if ('worlds' in document) return true;
  const [first] = (document['cases'] as readonly Case[] | undefined) ?? [];
  const given = first?.given;
  return Boolean(
    given && ('ast' in given || 'form' in given || 'n' in given || 'accepted' in given),
  );
}

function expressionResult(given: JsonObject): JsonObject {
  const node = given['ast'] as unknown as Node;
  const env = given['env'] as unknown as Environment;
  const extra = given['env'] as JsonObject;
  const at = extra['at'] as readonly [string, number] | undefined;
  const value = evaluate(node, {
    env,
    at,
    self: extra['this'],
    selfNa: extra['this_na'] === true,
  });
  return { t: node.t, v: jsonFromValue(value, node.t) };
}

function scoreResult(given: JsonObject, withSoFar: boolean): JsonObject {
  const form = given['form'] as unknown as Form;
  const answers = given['answers'] as unknown as Environment;
  const { explanation, soFar } = judgeOpen(form, answers, given['pack'] as unknown as Judge);
  return { ...explanation, ...(withSoFar && { so_far: soFar }) } as unknown as JsonObject;
}

function fractionResult(given: JsonObject): JsonObject {
  return { bp: basisPoints(fraction(BigInt(Number(given['n'])), BigInt(Number(given['d'])))) };
}

function foldResult(document: JsonObject, given: JsonObject): JsonObject {
  const templates = document['templates'] as JsonObject;
  const form = templates[String(given['template'])] as unknown as Form;
  const fold = foldOf(
    form,
    operationsOf(document, given['accepted']),
    operationsOf(document, given['unsent'] ?? []),
  );
  return { ...recordOf(fold), ...judgedOf(fold, form, given['site']) };
}

/** What a tablet would submit: the state it saw and the verdict it computed. */
function verdictResult(document: JsonObject, given: JsonObject): JsonObject {
  const template = (document['templates'] as JsonObject)[String(given['template'])];
  const rules = (document['rules'] as JsonObject)[String(given['rules'])];
  const form = template as unknown as Template;
  const fold = foldOf(form, given['accepted'] as unknown as readonly Operation[], []);
  const { explanation } = judgementOf(fold, form, rules as unknown as RuleDocument);
  return {
    state: stateHash(fold),
    verdict: explanation ? verdictHash(explanation) : null,
    explanation: explanation as unknown as Json,
  };
}

function operationsOf(document: JsonObject, list: Json | undefined): Operation[] {
  const common = document['common'] as JsonObject;
  const people = document['by'] as JsonObject;
  return (list as readonly JsonObject[]).map((entry) => {
    const { by, ...operation } = entry;
    const person = people[String(by)] as JsonObject;
    return { ...common, ...person, ...operation } as unknown as Operation;
  });
}

function placeList({ place }: Pick<Slot, 'place'>): Json[] {
  return [place.section, place.instance, place.question];
}

function slotList(slot: Slot): Json[] {
  return [...placeList(slot), slot.name, headsOf(slot).map(({ id }) => id)];
}

function recordOf(fold: Fold): JsonObject {
  const slots = fold.liveSlots();
  const named = (name: string) => slots.filter((slot) => slot.name === name);
  return {
    life: fold.life,
    verdicts: fold.verdicts as unknown as Json,
    heads: slots.map(slotList),
    conflicts: conflictsOf(fold).map(slotList),
    answers: named('answer').flatMap((slot) => {
      const answer = answerAt(fold, slot.place);
      return answer ? [[...placeList(slot), answer as JsonObject]] : [];
    }),
    notes: named('note').flatMap((slot) => {
      const note = noteAt(fold, slot.place);
      return note === null ? [] : [[...placeList(slot), note]];
    }),
    files: named('files').map((slot) => [...placeList(slot), valuesOf(slot, 'file')]),
    signatures: named('signatures').map((slot) => [...placeList(slot), valuesOf(slot, 'name')]),
    raised: raisedOf(fold).map(({ place, raised }) => [...placeList({ place }), raised]),
    state: stateHash(fold),
  };
}

function valuesOf(slot: Slot, key: string): Json[] {
  return headsOf(slot).map(({ value }) => (isObject(value) ? (value[key] ?? null) : null));
}

function judgedOf(fold: Fold, form: Form, site: Json | undefined): JsonObject {
  const env = environmentOf(fold, form, site);
  const { lines } = revealed(form, env);
  const instances = instancesOf(fold, form);
  const uuid = (line: Line) =>
    line.instance === null ? null : (instances[line.section.id]?.[line.instance] ?? null);
  const answered = lines.filter(({ status }) => status === 'answered' || status === 'na').length;
  return {
    instances,
    env: env as unknown as Json,
    visible: shownBySection(form, lines, instances),
    statuses: lines.map((line) => [line.section.id, uuid(line), line.question.id, line.status]),
    progress: {
      answered,
      required_left: lines.filter(({ status }) => status === 'unanswered').length,
    },
  };
}

function shownBySection(
  form: Form,
  lines: readonly Line[],
  instances: Readonly<Record<string, readonly string[]>>,
): Json {
  return form.sections.flatMap((section) => {
    const places: (string | null)[] = section.repeat ? [...(instances[section.id] ?? [])] : [null];
    return places.map((instance, index) => {
      const shown = lines.filter(
        (line) =>
          line.section === section &&
          line.instance === (section.repeat ? index : null) &&
          line.status !== 'hidden',
      );
      return [section.id, instance, shown.map((line) => line.question.id)];
    });
  });
}
