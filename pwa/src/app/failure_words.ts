import type { Refusal } from '../domain';
import { m } from '../paraglide/messages.js';
import type { Failure } from './failures';
import { PHOTO_LIMITS } from './photos';
import { size } from './words';

// What a person can meet without a fault of this app, each with what to do.
const REASONS: Partial<Readonly<Record<Refusal, () => string>>> = {
  too_large: m.refusal_too_large,
  bad_text: m.refusal_bad_text,
  inspection_submitted: m.refusal_inspection_submitted,
  not_submitted: m.refusal_not_submitted,
  unknown_version: m.refusal_unknown_version,
  unknown_site: m.refusal_unknown_site,
  unknown_instance: m.refusal_unknown_instance,
  malformed_value: m.refusal_malformed_value,
  reason_missing: m.refusal_reason_missing,
};

/** What happened, what is safe, what to do. */
export function failureWords({ kind, code }: Failure): string {
  if (kind === 'full') return m.not_saved();
  if (kind === 'other') return m.not_saved_other();
  return m.not_saved_refused({ why: refusalWords(code) });
}

/** Why a file was not taken. */
export function refusedFileWords({ name, size: bytes }: File, why: 'empty' | 'too_big'): string {
  if (why === 'empty') return m.taken_empty({ name });
  return m.taken_too_big({ name, size: size(bytes), most: size(PHOTO_LIMITS.sent) });
}

function refusalWords(code: Refusal | null): string {
  return (code && REASONS[code]?.()) || m.refusal_fault({ code: code ?? '' });
}
