import { fits, isText } from './answer_kinds';
import { daysFromText } from './dates';
import { isObject, type Json, type JsonObject } from './json';
import type { Operation } from './operation';
import { hasKeys, isHash, isInstant, isUuid, isWhole } from './operation_form';
import { SEVERITIES } from './rules';
import { type Form, questionOf } from './template';
import { lengthOf } from './text';

export const FILE_NAME_LENGTH_MAX = 255;

const WITHOUT_VALUE = new Set(['clear', 'not_applicable', 'add', 'remove', 'detach', 'reopen']);
const INSPECTION_TYPES = new Set(
  'self_check spot_check internal_audit external_audit drill equipment_check survey'.split(' '),
);
const SEVERITY_NAMES: ReadonlySet<string> = new Set(SEVERITIES);
const FINDING_KINDS = new Set(['nonconformity', 'observation', 'opportunity', 'strength']);
const SOURCES = new Set(['camera', 'picked']);
const ZONE_LENGTH_MAX = 60;
const ZONE = /^[A-Za-z0-9_+-]+(\/[A-Za-z0-9_+-]+)*$/;
const MEDIA_TYPE = /^[a-z0-9][a-z0-9.+-]*\/[a-z0-9][a-z0-9.+-]*$/i;
const SCORE_MAX = 10_000;

type Check = (value: Json, operation: Operation, form: Form) => boolean;

const CHECKS: Readonly<Record<string, Check>> = {
  answer: isAnswer,
  start: (value, _, form) => isObject(value) && isStart(value, form),
  submit: (value) => isObject(value) && isSubmit(value),
  note: (value) => value === null || isText(value),
  attach: (value) => isObject(value) && isAttach(value),
  sign: (value) => isObject(value) && isSign(value),
  raise: (value) => isObject(value) && isRaise(value),
  regrade: (value) => isObject(value) && isRegrade(value),
  resolve: (value, { replaces }) =>
    isObject(value) &&
    hasKeys(value, ['keep'], []) &&
    (replaces ?? []).includes(value['keep'] as string),
};

/** True when the value is there when wanted, and of its form (protocol.md, sections 2 and 4). */
export function hasValueForm(operation: Operation, form: Form): boolean {
  const { kind, value } = operation;
  if (WITHOUT_VALUE.has(kind)) return value === undefined;
  return value !== undefined && (CHECKS[kind]?.(value, operation, form) ?? false);
}

/** True for a name to be printed and listed, never a path. */
export function isFileName(value: Json | undefined): value is string {
  if (typeof value !== 'string' || value === '') return false;
  if (lengthOf(value) > FILE_NAME_LENGTH_MAX || value.normalize('NFC') !== value) return false;
  return ![...value].some(isNoFileNameSign);
}

/** True for a sign that no file name may hold: a control character or a slash of either kind. */
export function isNoFileNameSign(sign: string): boolean {
  return sign < ' ' || sign === '\u007f' || sign === '/' || sign === '\\';
}

/** True for a media type such as `image/jpeg`. */
export function isMediaType(value: Json | undefined): value is string {
  return typeof value === 'string' && MEDIA_TYPE.test(value);
}

function isAnswer(value: Json, operation: Operation, form: Form): boolean {
  const question = questionOf(form, operation.section, operation.question);
  return question !== undefined && fits(question, value);
}

function isOneOf(value: Json | undefined, names: ReadonlySet<string>): boolean {
  return typeof value === 'string' && names.has(value);
}

function isDay(value: Json | undefined): boolean {
  return typeof value === 'string' && daysFromText(value) !== null;
}

function isStart(value: JsonObject, form: Form): boolean {
  const wanted = 'template rules site kind business_date zone instances clock'.split(' ');
  if (!hasKeys(value, wanted, ['area', 'assignment'])) return false;
  const { zone } = value;
  return (
    isHash(value['template']) &&
    isHash(value['rules']) &&
    isUuid(value['site']) &&
    [value['area'], value['assignment']].every((id) => id === undefined || isUuid(id)) &&
    isOneOf(value['kind'], INSPECTION_TYPES) &&
    isDay(value['business_date']) &&
    typeof zone === 'string' &&
    lengthOf(zone) <= ZONE_LENGTH_MAX &&
    ZONE.test(zone) &&
    isInstances(value['instances'], form) &&
    isClock(value['clock'])
  );
}

function isInstances(value: Json | undefined, form: Form): boolean {
  const repeated = form.sections.filter(({ repeat }) => repeat).map(({ id }) => id);
  if (!isObject(value) || !hasKeys(value, repeated, [])) return false;
  const lists = Object.values(value);
  if (!lists.every(Array.isArray)) return false;
  const ids = lists.flat() as readonly Json[];
  return ids.every(isUuid) && new Set(ids).size === ids.length;
}

function isClock(value: Json | undefined): boolean {
  const names = ['server_minus_device_ms', 'measured_at'];
  if (!isObject(value) || !hasKeys(value, names, [])) return false;
  const { server_minus_device_ms: skew, measured_at: at } = value;
  if (skew === null || at === null) return skew === null && at === null;
  return isWhole(skew) && isInstant(at);
}

function isSubmit(value: JsonObject): boolean {
  if (!hasKeys(value, ['state', 'verdict', 'score_bp', 'missing'], [])) return false;
  const { score_bp: score, missing } = value;
  return (
    isHash(value['state']) &&
    isHash(value['verdict']) &&
    (score === null || (isWhole(score) && score >= 0 && score <= SCORE_MAX)) &&
    Array.isArray(missing) &&
    missing.every(isMissing)
  );
}

function isMissing(value: Json): boolean {
  if (!isObject(value) || !hasKeys(value, ['question', 'instance', 'reason'], [])) return false;
  const { question, instance, reason } = value;
  const named = typeof question === 'string' && typeof reason === 'string';
  return named && (instance === null || isUuid(instance));
}

function isAttach(value: JsonObject): boolean {
  const optional = ['taken_at', 'name', 'effective_on', 'expires_on'];
  if (!hasKeys(value, ['file', 'bytes', 'type', 'source'], optional)) return false;
  const { bytes, taken_at: takenAt, name } = value;
  return (
    isHash(value['file']) &&
    isWhole(bytes) &&
    bytes > 0 &&
    isMediaType(value['type']) &&
    isOneOf(value['source'], SOURCES) &&
    (takenAt === undefined || isInstant(takenAt)) &&
    (name === undefined || isFileName(name)) &&
    [value['effective_on'], value['expires_on']].every((day) => day === undefined || isDay(day))
  );
}

function isSign(value: JsonObject): boolean {
  if (!hasKeys(value, ['name', 'role', 'meaning', 'strokes', 'covers'], ['person'])) return false;
  const { strokes, person } = value;
  return (
    [value['name'], value['role'], value['meaning']].every(isText) &&
    isHash(value['covers']) &&
    (person === undefined || isUuid(person)) &&
    Array.isArray(strokes) &&
    strokes.length > 0 &&
    strokes.every(isStroke)
  );
}

function isStroke(value: Json): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isPoint);
}

function isPoint(value: Json): boolean {
  return Array.isArray(value) && value.length === 3 && value.every(isWhole);
}

function isRaise(value: JsonObject): boolean {
  return (
    hasKeys(value, ['finding', 'severity', 'kind', 'text'], []) &&
    isUuid(value['finding']) &&
    isOneOf(value['severity'], SEVERITY_NAMES) &&
    isOneOf(value['kind'], FINDING_KINDS) &&
    isText(value['text'])
  );
}

function isRegrade(value: JsonObject): boolean {
  return (
    hasKeys(value, ['finding', 'severity'], []) &&
    isUuid(value['finding']) &&
    isOneOf(value['severity'], SEVERITY_NAMES)
  );
}
