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
}

/** An operation that the server has not yet confirmed. */
export interface OutboxRow {
  readonly chain: string;
  readonly seq: number;
  readonly id: string;
  readonly size: number;
  /** Goes out in its place when the operation itself cannot: its hash keeps the chain whole. */
  readonly void?: { readonly sha256: string; readonly reason: string };
}

export interface StoredFile {
  readonly sha256: string;
  readonly type: string;
  readonly size: number;
  readonly subject: string;
  readonly addedAt: number;
  readonly state: 'waiting' | 'received';
  /** Null once the server has it and the person freed the space. */
  readonly bytes: ArrayBuffer | null;
  readonly uploadUrl?: string;
  readonly offset?: number;
  readonly tries?: number;
  readonly lastError?: string;
  readonly lastTriedAt?: number;
}

/** A row of the server's world, as pulled. */
export interface Item {
  readonly kind: string;
  readonly id: string;
  readonly site: string | null;
  readonly body: JsonObject;
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
    indexes: { subject: string; receipt: string };
  };
  outbox: { key: [string, number]; value: OutboxRow };
  files: { key: string; value: StoredFile; indexes: { state: string } };
  items: { key: [string, string]; value: Item; indexes: { kind: string; site: string } };
  documents: { key: string; value: { sha256: string; text: string } };
  inspections: { key: string; value: InspectionView; indexes: { state: string } };
  typed: { key: string; value: Typed; indexes: { subject: string } };
}

export type Database = IDBPDatabase<Schema>;
export type Names = StoreNames<Schema>[];
export type Writing = IDBPTransaction<Schema, Names, 'readwrite'>;
