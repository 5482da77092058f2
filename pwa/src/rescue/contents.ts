import { readMeta } from '../store/database';
import { bytesOfFile, filesHeld } from '../store/files';
import { readable } from '../store/operations';
import type { Database, StoredOperation } from '../store/schema';

/** Whose rescue file it is. */
export interface Whose {
  readonly organisation: string;
  readonly person: string;
  readonly device: string;
  readonly deviceName: string;
  readonly madeAt: string;
}

/** What goes into a rescue file: everything recorded here, received or not, and every photo held. */
export interface Contents {
  readonly operations: number;
  readonly files: number;
  readonly bytes: number;
  /** The parts one after the other; read from the store as they are asked for. */
  readonly parts: AsyncIterable<Uint8Array>;
}

const TEXT = new TextEncoder();

/** Reads what a store holds for a rescue file (docs/rescue.md); nothing is changed by it. */
export async function contentsOf(db: Database, whose: Whose): Promise<Contents> {
  const operations = await operationsHeld(db);
  const files = (await filesHeld(db)).filter(({ held }) => held).map(({ file }) => file);
  const sizes = [...operations.map(({ bytes }) => bytes.length), ...files.map(({ size }) => size)];
  const first = lineOf({
    format: 'fieldseal-rescue',
    v: 1,
    organisation: whose.organisation,
    person: whose.person,
    device: whose.device,
    device_name: whose.deviceName,
    made_at: whose.madeAt,
    operations: operations.length,
    files: files.length,
  });
  async function* parts(): AsyncGenerator<Uint8Array> {
    yield first;
    for (const { chain, seq, bytes } of operations) {
      yield lineOf({ operation: { chain, seq, bytes: bytes.length } });
      yield bytes;
      yield TEXT.encode('\n');
    }
    // One file at a time: together they may be larger than the memory.
    for (const { sha256, type, size } of files) {
      const bytes = await bytesOfFile(db, sha256);
      if (bytes?.byteLength !== size) throw new Error('a photo has gone while it was saved');
      yield lineOf({ file: { sha256, type, bytes: size } });
      yield new Uint8Array(bytes);
      yield TEXT.encode('\n');
    }
    yield lineOf({ end: { operations: operations.length, files: files.length } });
  }
  return {
    operations: operations.length,
    files: files.length,
    bytes: sizes.reduce((total, size) => total + size, 0),
    parts: parts(),
  };
}

/** The key of the organisation that each pull hands out; null while none was. */
export function rescueKey(db: Database): Promise<string | null> {
  return readMeta<string>(db, 'rescueKey');
}

/** Own operations that can be read, chain after chain as they were recorded, each by its seq. */
async function operationsHeld(db: Database): Promise<StoredOperation[]> {
  const own = (await db.getAll('operations')).filter((row) => row.own && readable(row) !== null);
  const begun = new Map<string, number>();
  for (const { chain, recordedAt } of own)
    begun.set(chain, Math.min(recordedAt, begun.get(chain) ?? Infinity));
  const rank = ({ chain }: StoredOperation) => begun.get(chain) ?? 0;
  return own.sort((a, b) => rank(a) - rank(b) || compare(a.chain, b.chain) || a.seq - b.seq);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

function lineOf(value: object): Uint8Array {
  return TEXT.encode(`${JSON.stringify(value)}\n`);
}
