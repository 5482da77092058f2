import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Json, JsonObject } from './json';
import { isObject } from './json';

/**
 * Canonical JSON (RFC 8785, narrow profile): keys sorted, no white space, whole numbers below 2^53.
 *
 * Raises: Error when a value lies outside the profile; that is a bug of the caller.
 */
export function canonical(value: Json): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return canonicalNumber(value);
  if (typeof value === 'string') return canonicalText(value);
  if (isObject(value)) return canonicalObject(value);
  return `[${value.map(canonical).join(',')}]`;
}

/** SHA-256 of a text's UTF-8 bytes, in hex. */
export function hashText(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

/** SHA-256 of the canonical form of a value, in hex. */
export function hashOf(value: Json): string {
  return hashText(canonical(value));
}

function canonicalNumber(value: number): string {
  if (!Number.isSafeInteger(value)) throw new Error('not a whole number below 2^53');
  return value === 0 ? '0' : String(value);
}

function canonicalText(value: string): string {
  if (!value.isWellFormed()) throw new Error('text with a lone surrogate');
  return JSON.stringify(value);
}

function canonicalObject(value: JsonObject): string {
  const members: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member === undefined) continue;
    if (!isAscii(key)) throw new Error('key outside ASCII');
    members.push(`${JSON.stringify(key)}:${canonical(member)}`);
  }
  return `{${members.join(',')}}`;
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    if (text.charCodeAt(index) > 0x7f) return false;
  }
  return true;
}
