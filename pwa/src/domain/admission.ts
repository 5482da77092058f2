import { canonical } from './canonical';
import type { Fold } from './fold';
import { isObject, type JsonObject } from './json';
import { type Operation, placeOf } from './operation';
import {
  ANSWER_KINDS,
  bytesIn,
  hasBadText,
  INSPECTION_KINDS,
  isHash,
  isUuid,
  LIFE_KINDS,
  OPERATION_BYTES_MAX,
  type Refusal,
  refusedForm,
  refusedText,
} from './operation_form';
import { hasValueForm } from './operation_values';
import { type Form, isCounted, questionOf, type Section } from './template';
import { isBlank } from './text';

/** What is known where an operation is held against the rules. */
export interface World {
  /** Whose chain it is. */
  readonly person: string;
  /** The inspection as it stands, or null while it was not started here. */
  inspection(subject: string): Fold | null;
  version(template: string, rules: string): Form | null;
  isSite(place: string): boolean;
  roles(fold: Fold | null, site: string | null): ReadonlySet<string>;
}

const GROWTH_BYTES = 128;
const RECORDERS = ['inspector', 'officer'];
const REASONED: ReadonlySet<string> = new Set(['not_applicable', 'resolve', 'reopen', 'regrade']);

/**
 * The first code by which the server would refuse an operation, or null when it would take it: the
 * twin of `checklists/admission.py`. `text` is the exact text that is stored and sent.
 */
export function refusalOf(operation: JsonObject, text: string, world: World): Refusal | null {
  return (
    refusedText(operation, text) ??
    refusedForm(operation) ??
    refusedHere(operation as unknown as Operation, world)
  );
}

/**
 * The same for an operation that this device made and is about to write down. Issued anew on another
 * chain it may grow by a `prev` and some digits, and must still fit.
 */
export function refusalOfMade(operation: Operation, world: World): Refusal | null {
  const made = operation as unknown as JsonObject;
  const text = textOf(made);
  if (text === null) return hasBadText(made) ? 'bad_text' : 'not_canonical';
  if (bytesIn(text) > OPERATION_BYTES_MAX - GROWTH_BYTES) return 'too_large';
  if (text.includes('\\u') && hasBadText(made)) return 'bad_text';
  return refusedForm(made) ?? refusedHere(operation, world);
}

function textOf(made: JsonObject): string | null {
  try {
    return canonical(made);
  } catch {
    return null;
  }
}

function refusedHere(operation: Operation, world: World): Refusal | null {
  const { actor, about, kind, subject } = operation;
  if (actor !== world.person) return 'wrong_actor';
  // Moves on nonconformities and actions are the server's to judge: it alone has their history.
  if (about !== 'inspection') return kind === 'move' ? null : 'unknown_kind';
  if (!INSPECTION_KINDS.has(kind)) return 'unknown_kind';
  const fold = world.inspection(subject);
  if (!isPermitted(operation, fold, world)) return 'not_permitted';
  if (kind === 'start') return fold ? 'already_started' : refusedStart(operation, world);
  return fold ? refusedNow(operation, fold) : 'unknown_inspection';
}

function isPermitted(operation: Operation, fold: Fold | null, world: World): boolean {
  const { kind, value, actor } = operation;
  const site = kind === 'start' && isObject(value) ? value['site'] : null;
  const roles = world.roles(fold, typeof site === 'string' ? site : null);
  if (kind === 'reopen' && fold?.start) return roles.has('officer') || fold.start.actor === actor;
  return RECORDERS.some((role) => roles.has(role));
}

function refusedStart(operation: Operation, world: World): Refusal | null {
  const { value } = operation;
  if (!isObject(value)) return 'malformed_value';
  const { template, rules, site } = value;
  if (!isHash(template) || !isHash(rules)) return 'malformed_value';
  const form = world.version(template, rules);
  if (!form) return 'unknown_version';
  if (isUuid(site) && !world.isSite(site)) return 'unknown_site';
  return hasValueForm(operation, form) ? null : 'malformed_value';
}

function refusedNow(operation: Operation, fold: Fold): Refusal | null {
  const { kind, reason = '' } = operation;
  if (kind === 'reopen') {
    if (fold.life !== 'submitted') return 'not_submitted';
  } else if (fold.life === 'submitted') return 'inspection_submitted';
  const misplaced = LIFE_KINDS.has(kind) ? null : refusedPlace(operation, fold);
  if (misplaced) return misplaced;
  if (!hasValueForm(operation, fold.form)) return 'malformed_value';
  if (REASONED.has(kind) && isBlank(reason)) return 'reason_missing';
  return unknownReference(operation, fold);
}

/** unknown_question, unknown_instance, instance_exists or wrong_kind. */
function refusedPlace(operation: Operation, fold: Fold): Refusal | null {
  const { kind, section: name, instance, question } = operation;
  if (name === undefined) return null;
  const section = fold.form.sections.find(({ id }) => id === name);
  const asked = questionOf(fold.form, name, question);
  if (!section || (question !== undefined && !asked)) return 'unknown_question';
  const bad = refusedInstance(operation, section, fold);
  if (bad) return bad;
  if (!asked || (instance === undefined && section.repeat)) return null;
  if (kind === 'answer' && isCounted(asked)) return 'wrong_kind';
  return kind === 'sign' && asked.type !== 'signature' ? 'wrong_kind' : null;
}

function refusedInstance(operation: Operation, section: Section, fold: Fold): Refusal | null {
  const { kind, instance, question } = operation;
  if (instance === undefined) {
    return section.repeat && question !== undefined ? 'unknown_instance' : null;
  }
  if (!section.repeat) return 'unknown_instance';
  const known = fold.knowsInstance(section.id, instance);
  if (kind === 'add') return known ? 'instance_exists' : null;
  return known ? null : 'unknown_instance';
}

function unknownReference(operation: Operation, fold: Fold): Refusal | null {
  const value = operation.value as JsonObject;
  if (operation.kind === 'resolve') {
    const kept = fold.operation(String(value['keep']));
    const known = kept && ANSWER_KINDS.has(kept.kind) && isSamePlace(kept, operation);
    return known ? null : 'unknown_operation';
  }
  if (operation.kind === 'raise') {
    return fold.raising(String(value['finding'])) ? 'finding_exists' : null;
  }
  if (operation.kind === 'regrade') {
    const raised = fold.raising(String(value['finding']));
    return raised && isSamePlace(raised, operation) ? null : 'unknown_finding';
  }
  return null;
}

function isSamePlace(one: Operation, other: Operation): boolean {
  const [a, b] = [placeOf(one), placeOf(other)];
  return a.section === b.section && a.instance === b.instance && a.question === b.question;
}
