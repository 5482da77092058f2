import { isObject, type Operation } from '../domain';

/** What an attachment says of its file; `name` is null where none was recorded. */
export interface AttachedFile {
  readonly sha256: string;
  readonly name: string | null;
  readonly bytes: number;
  /** False for documents and recordings: they are listed by name, not shown. */
  readonly picture: boolean;
}

/** Reads the value of an `attach`. */
export function attachedFile(operation: Operation): AttachedFile {
  const value = isObject(operation.value) ? operation.value : {};
  const { file, name, bytes, type } = value;
  return {
    sha256: String(file),
    name: typeof name === 'string' ? name : null,
    bytes: Number(bytes),
    picture: String(type).startsWith('image/'),
  };
}

/** The names of files that were chosen, by hash, as a move records them; empty without any. */
export function namesOf(
  files: readonly { readonly sha256: string; readonly name: string | null }[],
): { names?: Record<string, string> } {
  const named = files.flatMap(({ sha256, name }) => (name === null ? [] : [[sha256, name]]));
  return named.length > 0 ? { names: Object.fromEntries(named) } : {};
}
