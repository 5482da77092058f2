import type { Refusal } from '../domain';

/** Why a write did not happen: no room, a rule of the server, or something else of the device. */
export interface Failure {
  readonly kind: 'full' | 'refused' | 'other';
  /** The rule, where one refused it. */
  readonly code: Refusal | null;
  /** What the device said, for whoever is asked for help. */
  readonly detail: string;
}

/** An operation that the server would refuse; it is not stored. */
export class RefusedHere extends Error {
  readonly code: Refusal;

  constructor(code: Refusal) {
    super(`the server would refuse it: ${code}`);
    this.name = 'RefusedHere';
    this.code = code;
  }
}

/**
 * What an error of a write means. Its message decides nothing: Chromium leaves that of a full
 * storage empty.
 */
export function failureOf(error: unknown): Failure {
  if (error instanceof RefusedHere) return { kind: 'refused', code: error.code, detail: '' };
  const { name, message, kind, cause } = error as Partial<Error> & { kind?: unknown };
  const detail = [name, message].filter(Boolean).join(': ') || String(error);
  const full = kind === 'full' || [name, (cause as Error | undefined)?.name].includes(QUOTA);
  return { kind: full ? 'full' : 'other', code: null, detail };
}

const QUOTA = 'QuotaExceededError';
