import { type Operation, slotOf } from '../domain';
import type { Draft } from '../store/operations';
import type { StoredFile } from '../store/schema';
import type { Failure } from './failures';

export type Step = () => Promise<unknown>;

/** One deed of a person, ready to be written down. */
export interface Piece {
  readonly draft: Draft;
  /** What takes it back, once it is stored. */
  readonly undo?: (done: Operation) => Step;
  /** Photos or files that are stored with it. */
  readonly files?: readonly StoredFile[];
}

/** A piece that this device did not store; it lives as long as the page. */
export interface Unsaved {
  readonly key: string;
  readonly piece: Piece;
  readonly failure: Failure;
  /** Makes it again for the next try. */
  readonly again: () => Piece | null;
}

/** What makes two pieces the same deed: the later one stands for both. */
export function keyOfPiece({ draft }: Piece): string {
  const { kind, section = '', instance = '', question = '', value } = draft;
  const place = [section, instance, question].join('/');
  const slot = slotOf(draft);
  if (slot === 'answer' || slot === 'note') return `${slot} ${place}`;
  return `${kind} ${place} ${JSON.stringify(value ?? draft.replaces ?? '')}`;
}

/**
 * The list after a piece was stored: itself is off it, and so is a submit that failed, for what it
 * would have sealed has changed; the inspection is seen to be open. Without a change it is the same list.
 */
export function withoutStored(list: readonly Unsaved[], key: string): readonly Unsaved[] {
  const left = list.filter((one) => one.key !== key && one.piece.draft.kind !== 'submit');
  return left.length === list.length ? list : left;
}

/** The list with a piece that failed, once and last. */
export function withFailed(list: readonly Unsaved[], failed: Unsaved): readonly Unsaved[] {
  return [...list.filter(({ key }) => key !== failed.key && !bothSubmit(key, failed)), failed];
}

function bothSubmit(key: string, { piece }: Unsaved): boolean {
  return piece.draft.kind === 'submit' && key.startsWith('submit ');
}
