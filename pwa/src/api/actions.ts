import type { Words } from '../domain';
import type { Net } from '../ports';
import { getJson, sendJson } from './client';

export interface HistoryEntry {
  readonly event: string;
  readonly actor: string;
  readonly recorded_at: string | null;
  readonly received_at: string;
  readonly reason: string | null;
  readonly text: string | null;
  readonly files: readonly string[];
  readonly from: string | null;
  readonly to: string | null;
  readonly seq: number;
}

export interface DeadlineClass {
  readonly clock: 'elapsed' | 'working' | 'working_days';
  readonly ms?: number;
  readonly days?: number;
}

export interface Deadline {
  readonly due: string | null;
  readonly state: string;
  readonly class?: string | DeadlineClass;
  readonly counted?: readonly (readonly [string, string, number])[];
  readonly days?: readonly string[];
  readonly provisional?: boolean;
  readonly calendar?: { readonly id: string; readonly version: number };
}

export interface Evidence {
  readonly sha256: string;
  readonly type: string;
  readonly bytes: number;
  readonly source: 'inspection' | 'move';
}

export interface Action {
  readonly id: string;
  readonly code: string;
  readonly nonconformity: string;
  readonly nonconformity_code?: string;
  readonly site: string;
  readonly severity: string;
  readonly title: Words | string;
  readonly owner: string | null;
  readonly state: string;
  readonly due: string | null;
  readonly opened_at: string;
  readonly returned_reason: string | null;
  readonly deadline_class: string;
  readonly paused: boolean;
  readonly question_text?: Words;
  readonly site_name?: Words;
  readonly owner_name?: Words | string | null;
}

export interface ActionDetail extends Action {
  readonly history: readonly HistoryEntry[];
  readonly evidence: readonly Evidence[];
  readonly extension: { readonly reason?: string } | null;
  readonly deadline: Deadline | null;
  readonly moves: readonly string[];
  readonly verifier: string | null;
}

export interface Nonconformity {
  readonly id: string;
  readonly code: string;
  readonly inspection: string;
  readonly site: string;
  readonly severity: string;
  readonly state: string;
  readonly text: Words | string | null;
  readonly owner: string | null;
  readonly criterion: Words | string | null;
  readonly question_text: Words;
  readonly answer: unknown;
  readonly cause: {
    readonly text: string | null;
    readonly state: 'none' | 'pending' | 'accepted';
    readonly proposed_by: string | null;
  } | null;
  readonly watch: { readonly k: number; readonly n: number; readonly clean: number } | null;
  readonly actions: readonly Action[];
  readonly history: readonly HistoryEntry[];
  readonly evidence: readonly Evidence[];
  readonly moves: readonly string[];
  readonly links: readonly { readonly nonconformity: string; readonly why: string }[];
}

export interface Listing<T> {
  readonly items: readonly T[];
  readonly next: string | null;
  readonly total?: number;
}

/** What a move says beside its name. */
export interface Move {
  readonly event: string;
  readonly reason?: string;
  readonly text?: string;
  readonly files?: readonly string[];
  readonly owner?: string;
  readonly plan?: readonly { title: string; owner: string }[];
  readonly extension?: { add_days?: number; add_ms?: number; until?: string };
}

type Subject = 'actions' | 'nonconformities';

/** One page of the backlog. */
export const listActions = (net: Net, query: string): Promise<Listing<Action>> =>
  getJson(net, `/api/actions?${query}`);

/** An action with its history, evidence and allowed moves. */
export const readAction = (net: Net, id: string): Promise<ActionDetail> =>
  getJson(net, `/api/actions/${id}`);

/** A nonconformity with its actions and history. */
export const readNonconformity = (net: Net, id: string): Promise<Nonconformity> =>
  getJson(net, `/api/nonconformities/${id}`);

/** Makes a move. Raises: Problem with the reason when it is refused; then nothing changed. */
export const makeMove = (
  net: Net,
  of: Subject,
  id: string,
  move: Move,
): Promise<{ state: string }> => sendJson(net, 'POST', `/api/${of}/${id}/moves`, move);
