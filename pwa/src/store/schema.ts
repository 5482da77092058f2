import type { DBSchema, IDBPDatabase, IDBPTransaction, StoreNames } from 'idb';
import type { Json, JsonObject } from '../domain';

export type Receipt = 'waiting' | 'ok' | 'rejected';

/** One operation: index columns in the clear, the payload as the exact bytes that were hashed. */
export interface StoredOperation {
  readonly id: string;
  readonly chain: string;
  readonly seq: number;
  readonly subject: string;
  readonly bytes: Uint8Array;
  readonly own: boolean;
  readonly receipt: Receipt;
  /** Place in the server's log; null until it is known. */
  readonly logSeq: number | null;
  readonly recordedAt: number;
  readonly code?: string;
  readonly message?: Json;
  /** Only this went out, for what the server was proved to be unable to take. */
  readonly voided?: Void;
  /** An officer left it out for good. */
  readonly dismissed?: boolean;
  /** Of another's operation: the era in which the server named it. */
  readonly era?: number;
}

/** What stands in a chain for an operation that cannot be sent: its hash, and why. */
export interface Void {
  readonly sha256: string;
  readonly reason: string;
}

/** An operation that the server has not yet confirmed; without an id: it is no longer on this device. */
export interface OutboxRow {
  readonly chain: string;
  readonly seq: number;
  readonly id: string;
  readonly size: number;
  /** Goes out in its place when the operation itself cannot: its hash keeps the chain whole. */
  readonly void?: Void;
  /** When the server first proved that it read exactly this and cannot take it. */
  readonly proof?: { readonly at: number; readonly reason: string };
}

/**
 * `waiting`: to be sent. `claimed`: sent, and to be asked for. `received`: the server named its hash.
 * `lost`: the server lacks it and its bytes are no longer here. `ended`: nothing that is recorded
 * needs it. `received` and `lost` hold in the era of the row only; in a later one they are claims.
 */
export type FileState = 'waiting' | 'claimed' | 'received' | 'lost' | 'ended';

export interface StoredFile {
  readonly sha256: string;
  readonly type: string;
  readonly size: number;
  readonly subject: string;
  /** Every subject that it was recorded for, where there is more than one. */
  readonly subjects?: readonly string[];
  readonly addedAt: number;
  readonly state: FileState;
  readonly era?: number;
  /** Only in rows of an older version that are not moved yet; else the bytes lie in `blobs`. */
  readonly bytes?: ArrayBuffer | null;
  readonly uploadUrl?: string;
  readonly offset?: number;
  readonly tries?: number;
  readonly lastError?: string;
  readonly lastTriedAt?: number;
  /** Why the server, or this device for it, does not take the file as it is. */
  readonly refusal?: FileRefusal;
  /** Why nothing needs it any more. */
  readonly endedBy?: 'refused' | 'dismissed' | 'detached';
  /** By the server's clock, no later than this. */
  readonly receivedAt?: number;
}

export type FileRefusal = 'too_large' | 'empty';

/** A row of the server's world, as pulled. */
export interface Item {
  readonly kind: string;
  readonly id: string;
  readonly site: string | null;
  readonly body: JsonObject;
  readonly era?: number;
}

/** What the server last told of a chain. Without an epoch: none was named yet. */
export interface Told {
  readonly epoch: string | null;
  readonly chain: string;
  readonly seq: number;
}

/**
 * The claims of earlier eras are being held against this epoch of the server. What is left of it
 * stands in the store itself: operations in the outbox, files that are `claimed`, and whether the
 * snapshot was taken.
 */
export interface Checking {
  readonly epoch: string | null;
  readonly snapshot: 'wanted' | 'none';
}

/** What lists show of an inspection on this device. */
export interface InspectionView {
  readonly id: string;
  readonly template: string;
  readonly rules: string;
  readonly site: string;
  readonly area: string | null;
  readonly assignment: string | null;
  readonly kind: string;
  readonly state: 'open' | 'submitted';
  readonly startedAt: number;
  readonly savedAt: number;
  readonly answered: number;
  readonly total: number;
  readonly scoreBp: number | null;
  readonly grade: string | null;
  readonly findings: Readonly<Record<string, number>>;
  readonly photos: number;
  readonly section: string | null;
}

/** What was typed into a field and is no answer yet: it survives a reload, and is no operation. */
export interface Typed {
  readonly subject: string;
  readonly text: string;
  readonly at: number;
}

export interface ChainHead {
  readonly chain: string;
  readonly seq: number;
  readonly prev: string | null;
}

export interface Schema extends DBSchema {
  meta: { key: string; value: unknown };
  operations: {
    key: string;
    value: StoredOperation;
    indexes: { subject: string; receipt: string; place: [string, number] };
  };
  outbox: { key: [string, number]; value: OutboxRow };
  files: {
    key: string;
    value: StoredFile;
    indexes: { state: string; standing: [string, number] };
  };
  blobs: { key: string; value: ArrayBuffer };
  items: { key: [string, string]; value: Item; indexes: { kind: string; site: string } };
  documents: { key: string; value: { sha256: string; text: string } };
  inspections: { key: string; value: InspectionView; indexes: { state: string } };
  typed: { key: string; value: Typed; indexes: { subject: string } };
}

export type Database = IDBPDatabase<Schema>;
export type Names = StoreNames<Schema>[];
export type Writing = IDBPTransaction<Schema, Names, 'readwrite'>;
