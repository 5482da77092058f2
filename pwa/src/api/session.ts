import type { Words } from '../domain';
import type { Net } from '../ports';
import { readMeta, writeMeta } from '../store/database';
import { moveToChain } from '../store/receipts';
import type { ChainHead, Database } from '../store/schema';
import { getJson, sendJson } from './client';

export interface Role {
  readonly role: string;
  readonly scope: string;
}

export interface Person {
  readonly id: string;
  readonly name: Words | string;
  readonly language: string;
  readonly email: string;
  readonly roles: readonly Role[];
}

export interface Session {
  readonly person: Person;
  readonly organisation: {
    readonly id: string;
    readonly key: string;
    readonly name: Words | string;
  };
  readonly chain?: string;
  readonly chain_token?: string;
  readonly next_seq?: number;
  readonly prev?: string | null;
  readonly server_time: string;
  readonly epoch: string | number;
}

export interface Credentials {
  readonly email: string;
  readonly password: string;
  readonly device: { readonly id: string; readonly name: string };
}

/** Signs in; the answer names the person's chain on this device. */
export function signIn(net: Net, credentials: Credentials): Promise<Session> {
  return sendJson<Session>(net, 'POST', '/api/session', credentials);
}

/** The session of the cookie, if it is still good. */
export function currentSession(net: Net): Promise<Session> {
  return getJson<Session>(net, '/api/session');
}

/** Ends the session; unsent work stays and goes out when the person signs in again. */
export function signOut(net: Net): Promise<null> {
  return sendJson<null>(net, 'DELETE', '/api/session');
}

/**
 * Keeps what a sign-in gave. A chain new to this store goes on where the server says; operations
 * that still wait on another chain are issued anew on it.
 */
export async function keepSession(db: Database, session: Session): Promise<void> {
  const { person, organisation, chain, chain_token: chainToken } = session;
  await writeMeta(db, {
    person,
    organisation,
    ...(chainToken === undefined ? {} : { chainToken }),
  });
  if (chain === undefined) return;
  const head = await readMeta<ChainHead>(db, 'head');
  if (head?.chain === chain) return;
  const seq = (session.next_seq ?? 1) - 1;
  await moveToChain(db, { chain, seq, prev: session.prev ?? null });
}
