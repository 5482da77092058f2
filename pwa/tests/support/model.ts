import { createHash } from 'node:crypto';
import { itemsOfBody, type PushedItem, readBatch } from './model_batch';
import { FileDoors } from './model_files';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: Buffer;
}

export interface Given {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: object | string;
}

/** An operation or void as it stands in a chain. */
interface Row extends PushedItem {
  status: 'ok' | 'rejected';
  code?: string | undefined;
  /** The same under an earlier chain: its status is this one's too. */
  readonly first?: Row;
}

interface ModelChain {
  readonly id: string;
  readonly device: string;
  token: string;
  readonly rows: Row[];
}

export const NOW = '2026-11-20T09:41:07.000Z';
const BODY_MAX = 1 << 20;

/** The server as docs/protocol.md describes it, as far as a device can see it. */
export class ServerModel {
  epoch = '1';
  /** Whether the cookie of the device is known; a copy from before the sign-in does not know it. */
  session = true;
  chains: ModelChain[] = [];
  log: { readonly id: string; readonly text: string }[] = [];
  events: object[] = [];
  documents = new Map<string, string>();
  door = new FileDoors();
  refuse: (text: string) => string | null = () => null;
  /** What this server proves to be unable to place. */
  unplaceable: (text: string) => boolean = () => false;
  /** Told of backups: null means there is none, undefined that it does not tell. */
  backedUpThrough: string | null | undefined = undefined;
  pageItems = 500;

  /** The chain of whoever the browser's session belongs to. */
  cookie: string | null = null;

  /** A chain with its token. */
  open(id: string, token: string, device = 'device'): ModelChain {
    const chain = { id, token, device, rows: [] };
    this.chains.push(chain);
    return chain;
  }

  /** Signs a device in: its chain, or a fresh one. */
  signIn(device: string, fresh: string): Record<string, unknown> {
    this.session = true;
    const chain = this.chains.find((one) => one.device === device) ?? this.open(fresh, '', device);
    chain.token = `token-${fresh}-${this.chains.length}`;
    const last = chain.rows.at(-1);
    return {
      chain: chain.id,
      chain_token: chain.token,
      next_seq: chain.rows.length + 1,
      prev: last?.hash ?? null,
      epoch: this.epoch,
    };
  }

  /** The texts of a chain in order. */
  textsOf(id: string): string[] {
    return this.chains.find((one) => one.id === id)?.rows.map(({ text }) => text) ?? [];
  }

  /** The data folder as it is. */
  copy(): () => void {
    const { epoch, session } = this;
    const [log, events] = [[...this.log], [...this.events]];
    const door = this.door.copy();
    const chains = copiedChains(this.chains);
    return () => {
      this.chains = copiedChains(chains);
      Object.assign(this, { epoch, session, log: [...log], events: [...events] });
      this.door = door.copy();
    };
  }

  /** Answers like the real doors. */
  answer(asked: Asked): Given {
    const path = asked.path.split('?')[0] ?? '';
    if (path === '/api/sync/push') return this.push(asked);
    if (path === '/api/sync/pull') return this.pull(asked);
    if (path.startsWith('/api/documents/')) return this.document(path);
    if (path === '/api/files' || path.startsWith('/api/files/')) {
      return this.chainOf(asked) ? this.door.answer(asked) : problem(401, 'signed_out');
    }
    return problem(404, 'not_found');
  }

  private chainOf({ headers }: Asked): ModelChain | undefined {
    if (!headers.has('authorization')) return this.chains.find(({ id }) => id === this.cookie);
    const token = (headers.get('authorization') ?? '').replace('Bearer ', '');
    return this.chains.find((one) => one.token === token && token !== '');
  }

  private document(path: string): Given {
    const text = this.documents.get(path.split('/').pop() ?? '');
    return text === undefined ? problem(404, 'not_found') : { status: 200, body: text };
  }

  private push(asked: Asked): Given {
    const chain = this.chainOf(asked);
    if (!chain) return problem(401, 'signed_out');
    const read = createHash('sha256').update(asked.body).digest('hex');
    if (asked.body.length > BODY_MAX) return problem(413, 'batch_too_large', { body_sha256: read });
    const batch = readBatch(asked.body);
    if (!batch) return problem(400, 'batch_unreadable', { body_sha256: read });
    if (batch.chain !== chain.id) return problem(403, 'not_permitted');
    const items = itemsOfBody(batch, this.unplaceable);
    if (typeof items === 'number')
      return problem(400, 'operation_unplaceable', { at: items, body_sha256: read });
    return this.unfitting(chain, items) ?? this.receipt(chain, items);
  }

  private receipt(chain: ModelChain, items: readonly PushedItem[]): Given {
    const statuses = items.map((item) => {
      const { id, status, code } = this.decided(chain, item);
      return {
        id,
        status,
        ...(code ? { code, message: { en: `because ${code}` } } : {}),
      };
    });
    const { epoch } = this;
    const through = chain.rows.length;
    const body = { received_through: through, statuses, epoch, server_time: NOW };
    return { status: 200, body };
  }

  /** Gaps and forks refuse the whole batch, before anything of it is stored. */
  private unfitting(chain: ModelChain, items: readonly PushedItem[]): Given | null {
    const rows: PushedItem[] = [...chain.rows];
    for (const item of items) {
      const taken = rows[item.seq - 1];
      if (item.seq > rows.length + 1) return problem(409, 'gap', { expected: rows.length + 1 });
      if (taken) {
        const same = taken.hash === item.hash || (item.id !== null && item.id === taken.id);
        if (!same) return problem(409, 'chain_forked', { seq: item.seq });
        continue;
      }
      const last = rows.at(-1)?.hash ?? null;
      if (!item.void && item.prev !== last) return problem(409, 'chain_forked', { seq: item.seq });
      rows.push(item);
    }
    return null;
  }

  private decided(chain: ModelChain, item: PushedItem): Pick<Row, 'id' | 'status' | 'code'> {
    const taken = chain.rows[item.seq - 1];
    if (taken) {
      if (taken.hash !== item.hash) return { id: item.id, status: 'rejected', code: 'id_reused' };
      return taken.first ?? taken;
    }
    const row = this.fresh(item);
    chain.rows.push(row);
    return row.first ?? row;
  }

  private fresh(item: PushedItem): Row {
    if (item.void) return { ...item, status: 'rejected', code: 'void' };
    const known = this.chains.flatMap(({ rows }) => rows).find(({ id }) => id === item.id);
    if (known && known.content === item.content) {
      const first = known.first ?? known;
      return { ...item, status: first.status, code: first.code, first };
    }
    const code = known ? 'id_reused' : this.refuse(item.text);
    if (code) return { ...item, status: 'rejected', code };
    this.log.push({ id: item.id ?? '', text: item.text });
    return { ...item, status: 'ok' };
  }

  /** An officer accepts what was refused. */
  admit(id: string): void {
    const row = this.chains.flatMap(({ rows }) => rows).find((one) => one.id === id);
    if (!row) throw new Error('nothing to admit');
    row.status = 'ok';
    row.code = undefined;
    this.log.push({ id, text: row.text });
  }

  /** An officer leaves out what was refused. */
  dismiss(id: string): void {
    this.events.push({ kind: 'quarantine', id, body: { state: 'dismissed', reason: 'no' } });
  }

  private pull({ path, headers }: Asked): Given {
    if (!this.session) return problem(401, 'signed_out');
    const cursor = new URL(path, 'http://model.invalid').searchParams.get('cursor') ?? '';
    const [epoch, place = '', from = '0'] = cursor.split('|');
    const going = epoch === this.epoch && place !== '';
    const everything = this.items(going ? Number(place) : 0, going ? Number(from) : 0);
    const items = everything.slice(0, this.pageItems);
    const more = items.length < everything.length;
    const at = going ? Number(place) : 0;
    const events = items.filter((item) => this.events.includes(item)).length;
    const next = `${this.epoch}|${at + items.length - events}|${(going ? Number(from) : 0) + events}`;
    const told = headers.get('fieldseal-told');
    const body = {
      epoch: this.epoch,
      cursor: next,
      more,
      server_time: NOW,
      items,
      ...(told === null ? {} : { chain: this.standing(told) }),
      ...(this.backedUpThrough === undefined ? {} : { backed_up_through: this.backedUpThrough }),
    };
    return { status: 200, body };
  }

  private items(seq: number, event: number): object[] {
    const operations = this.log.slice(seq).map(({ id, text }, index) => {
      const { subject } = JSON.parse(text) as { subject: string };
      return { kind: 'operation', id, body: { inspection: subject, seq: seq + index, text } };
    });
    return [...operations, ...this.events.slice(event)];
  }

  private standing(told: string): object | null {
    const id = told.split(' ')[1] ?? '';
    const chain = this.chains.find((one) => one.id === id);
    return chain ? { id, received_through: chain.rows.length } : null;
  }
}

/** A refusal of our own. */
export function problem(status: number, code: string, more: object = {}): Given {
  const headers = { 'Content-Type': 'application/problem+json' };
  return { status, headers, body: { status, code, ...more } };
}

function copiedChains(chains: readonly ModelChain[]): ModelChain[] {
  return chains.map((chain) => ({ ...chain, rows: chain.rows.map((row) => ({ ...row })) }));
}
