import { canonical } from './canonical';
import { msFromText } from './dates';
import { isObject, type Json, type JsonObject } from './json';
import { compareText, isCleanText, lengthOf } from './text';

/** Why an operation is refused, in the order in which the server tests (problems.md). */
export type Refusal =
  | 'too_large'
  | 'bad_text'
  | 'not_canonical'
  | 'unsupported_version'
  | 'malformed'
  | 'wrong_actor'
  | 'unknown_kind'
  | 'not_permitted'
  | 'unknown_inspection'
  | 'already_started'
  | 'inspection_submitted'
  | 'not_submitted'
  | 'unknown_version'
  | 'unknown_site'
  | 'unknown_question'
  | 'unknown_instance'
  | 'instance_exists'
  | 'wrong_kind'
  | 'malformed_value'
  | 'reason_missing'
  | 'unknown_operation'
  | 'finding_exists'
  | 'unknown_finding';

export const OPERATION_BYTES_MAX = 65_536;
export const REASON_LENGTH_MAX = 2_000;

const UUID7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const HASH = /^[0-9a-f]{64}$/;
// 16 bytes are 22 characters, the last of which carries two bits.
const SALT = /^[A-Za-z0-9_-]{21}[AQgw]$/;
const REQUIRED = 'v id chain seq prev salt actor about subject kind recorded_at'.split(' ');
const OPTIONAL = 'section instance question value reason replaces'.split(' ');
const ABOUTS = new Set(['inspection', 'nonconformity', 'action']);
export const LIFE_KINDS: ReadonlySet<string> = new Set(['start', 'submit', 'reopen']);
export const ANSWER_KINDS: ReadonlySet<string> = new Set([
  'answer',
  'clear',
  'not_applicable',
  'resolve',
]);
export const INSTANCE_KINDS: ReadonlySet<string> = new Set(['add', 'remove']);
export const INSPECTION_KINDS: ReadonlySet<string> = new Set([
  ...LIFE_KINDS,
  ...ANSWER_KINDS,
  ...INSTANCE_KINDS,
  ...'note attach detach sign raise regrade'.split(' '),
]);

/** True for a UUIDv7 in lower case. */
export function isUuid(value: Json | undefined): value is string {
  return typeof value === 'string' && UUID7.test(value);
}

/** True for a SHA-256 in lower-case hex. */
export function isHash(value: Json | undefined): value is string {
  return typeof value === 'string' && HASH.test(value);
}

/** True for an instant of protocol.md, section 1. */
export function isInstant(value: Json | undefined): value is string {
  return typeof value === 'string' && msFromText(value) !== null;
}

/** True for a whole number that a canonical text can hold. */
export function isWhole(value: Json | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value);
}

/** True when the object has all wanted keys, and no others but the optional ones. */
export function hasKeys(value: JsonObject, wanted: readonly string[], optional: readonly string[]) {
  const keys = Object.keys(value).filter((key) => value[key] !== undefined);
  return (
    wanted.every((key) => Object.hasOwn(value, key) && value[key] !== undefined) &&
    keys.every((key) => wanted.includes(key) || optional.includes(key))
  );
}

/** `too_large`, `bad_text` or `not_canonical`, in this order; `text` is the exact source. */
export function refusedText(operation: JsonObject, text: string): Refusal | null {
  if (bytesIn(text) > OPERATION_BYTES_MAX) return 'too_large';
  // Canonical text escapes only control characters, so an escape is rare and worth a look.
  if (text.includes('\\u') && hasBadText(operation)) return 'bad_text';
  return isCanonical(operation, text) ? null : 'not_canonical';
}

/** `unsupported_version` or `malformed`. */
export function refusedForm(operation: JsonObject): Refusal | null {
  const version = operation['v'];
  if (!isWhole(version)) return 'malformed';
  if (version !== 1) return 'unsupported_version';
  if (!hasKeys(operation, REQUIRED, OPTIONAL)) return 'malformed';
  return hasForm(operation) && hasPlace(operation) ? null : 'malformed';
}

/** Bytes of a text in UTF-8. */
export function bytesIn(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    // Two surrogates make four bytes, any other unit beyond U+07FF makes three.
    const surrogate = unit >= 0xd800 && unit <= 0xdfff;
    bytes += unit < 0x800 || surrogate ? 1 : 2;
  }
  return bytes;
}

function hasForm(operation: JsonObject): boolean {
  const { about, kind, salt, recorded_at: recordedAt, reason = '', replaces } = operation;
  return (
    typeof about === 'string' &&
    ABOUTS.has(about) &&
    typeof kind === 'string' &&
    ['id', 'chain', 'actor', 'subject'].every((name) => isUuid(operation[name])) &&
    typeof salt === 'string' &&
    SALT.test(salt) &&
    isInstant(recordedAt) &&
    typeof reason === 'string' &&
    lengthOf(reason) <= REASON_LENGTH_MAX &&
    (replaces === undefined || isReplaces(replaces, operation['id'])) &&
    (operation['instance'] === undefined || isUuid(operation['instance'])) &&
    ['section', 'question'].every((name) => typeof (operation[name] ?? '') === 'string') &&
    operation['section'] !== null &&
    operation['question'] !== null
  );
}

/** True when section, instance and question stand where the kind wants them. */
function hasPlace(operation: JsonObject): boolean {
  const [section, question, instance] = ['section', 'question', 'instance'].map(
    (name) => operation[name] !== undefined,
  );
  const kind = String(operation['kind']);
  if ((question || instance) && !section) return false;
  if (operation['about'] !== 'inspection' || !INSPECTION_KINDS.has(kind)) return true;
  if (LIFE_KINDS.has(kind)) return !section;
  if (ANSWER_KINDS.has(kind)) return question === true;
  if (INSTANCE_KINDS.has(kind)) return section === true && instance === true && !question;
  const { replaces } = operation;
  return kind !== 'detach' || (Array.isArray(replaces) && replaces.length > 0);
}

function isReplaces(value: Json, own: Json | undefined): boolean {
  if (!Array.isArray(value) || !value.every(isUuid)) return false;
  const ids = value as readonly string[];
  const ascending = ids.every((one, at) => at === 0 || compareText(ids[at - 1] ?? '', one) < 0);
  return ascending && !ids.includes(String(own));
}

function isCanonical(operation: JsonObject, text: string): boolean {
  try {
    return canonical(operation) === text;
  } catch {
    // A lone surrogate, a number with a fraction, a key beyond ASCII: the profile knows none.
    return false;
  }
}

/** True when a text or key in it is broken. Walks without recursion: it may be nested deep. */
export function hasBadText(value: Json): boolean {
  const waiting: Json[] = [value];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    if (typeof one === 'string' && !isCleanText(one)) return true;
    if (Array.isArray(one)) waiting.push(...(one as readonly Json[]));
    if (!isObject(one)) continue;
    for (const [key, member] of Object.entries(one)) {
      if (!isCleanText(key)) return true;
      if (member !== undefined) waiting.push(member);
    }
  }
  return false;
}
