/** The device refused a write: nothing of it was kept. */
export class NotStored extends Error {
  /** `full`: no room; `other`: anything else. The browser's own text may be empty. */
  readonly kind: 'full' | 'other';

  constructor(cause: unknown) {
    const text = cause instanceof Error ? cause.message || cause.name : String(cause);
    super(text, { cause });
    this.name = 'NotStored';
    this.kind = isFull(cause) ? 'full' : 'other';
  }
}

/** True for every engine's way to say that there is no room: by its name, the text is often empty. */
export function isFull(error: unknown): boolean {
  if (error instanceof NotStored) return error.kind === 'full';
  return (error as { name?: unknown } | null)?.name === 'QuotaExceededError';
}
