import type { Json, JsonObject } from './json';

export type OperationKind =
  | 'start'
  | 'answer'
  | 'clear'
  | 'not_applicable'
  | 'resolve'
  | 'note'
  | 'attach'
  | 'detach'
  | 'sign'
  | 'add'
  | 'remove'
  | 'raise'
  | 'regrade'
  | 'submit'
  | 'reopen'
  | 'move';

export type Subject = 'inspection' | 'nonconformity' | 'action';

/** One recorded tap (protocol.md, section 1). */
export interface Operation {
  readonly v: 1;
  readonly id: string;
  readonly chain: string;
  readonly seq: number;
  readonly prev: string | null;
  readonly salt: string;
  readonly actor: string;
  readonly about: Subject;
  readonly subject: string;
  readonly kind: OperationKind;
  readonly section?: string;
  readonly instance?: string;
  readonly question?: string;
  readonly value?: Json;
  readonly reason?: string;
  readonly replaces?: readonly string[];
  readonly recorded_at: string;
}

/** Where in an inspection an operation stands; null is "the whole". */
export interface Place {
  readonly section: string | null;
  readonly instance: string | null;
  readonly question: string | null;
}

/** The place an operation stands at. */
export function placeOf(operation: Pick<Operation, 'section' | 'instance' | 'question'>): Place {
  return {
    section: operation.section ?? null,
    instance: operation.instance ?? null,
    question: operation.question ?? null,
  };
}

/** The slot an operation writes to, or null for those of life and of instances. */
export function slotOf(operation: Pick<Operation, 'kind' | 'value'>): string | null {
  switch (operation.kind) {
    case 'answer':
    case 'clear':
    case 'not_applicable':
    case 'resolve':
      return 'answer';
    case 'note':
      return 'note';
    case 'attach':
    case 'detach':
      return 'files';
    case 'sign':
      return 'signatures';
    case 'raise':
    case 'regrade':
      return `finding:${String((operation.value as JsonObject)['finding'])}`;
    default:
      return null;
  }
}
