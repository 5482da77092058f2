import type { Net } from '../ports';
import { adoptChain, adoptStore } from '../store/adoption';
import { epochText, suspect } from '../store/claims';
import { writeMeta } from '../store/database';
import type { Database } from '../store/schema';
import { answerOf, doors, type Schemas } from './client';

export type Role = Schemas['RoleHeld'];
export type Person = Schemas['PersonShown'];
export type Session = Schemas['SessionShown'];

export interface Credentials {
  readonly email: string;
  readonly password: string;
  readonly device: { readonly id: string; readonly name: string };
}

/** Signs in; the answer names the person's chain on this device. */
export function signIn(net: Net, credentials: Credentials): Promise<Session> {
  return answerOf(doors(net).POST('/api/session', { body: credentials }));
}

/** The session of the cookie, if it is still good. */
export function currentSession(net: Net): Promise<Session> {
  return answerOf(doors(net).GET('/api/session'));
}

/** Ends the session; unsent work stays and goes out when the person signs in again. */
export async function signOut(net: Net): Promise<void> {
  await doors(net).DELETE('/api/session');
}

/** Keeps what a sign-in gave, and goes on with the chain that it named. */
export async function keepSession(db: Database, session: Session): Promise<void> {
  const { person, organisation, chain, chain_token: chainToken } = session;
  const values = { person, organisation, ...(chainToken ? { chainToken } : {}) };
  const epoch = epochText(session.epoch);
  await adoptStore(db);
  if (chain) {
    const seq = (session.next_seq ?? 1) - 1;
    return adoptChain(db, { chain, seq, prev: session.prev ?? null, epoch, values });
  }
  await writeMeta(db, values);
  await suspect(db, epoch);
}
