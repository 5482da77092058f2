/**
 * A write that goes on beside others of its transaction: should another fail first, this one ends
 * with it, and that error is the one told.
 */
export function beside<T>(write: Promise<T>): Promise<T> {
  write.catch(() => undefined);
  return write;
}
