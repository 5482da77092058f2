import { type Fold, type Form, refusalOfMade } from '../domain';
import { newId, newSalt } from '../ports';
import type { Draft, Recorder } from '../store/operations';
import { RefusedHere } from './failures';

/** What is known here of the subject of a draft. */
export interface Known {
  readonly fold: Fold | null;
  /** The pinned versions, for a start. */
  readonly versions?: { readonly template: string; readonly rules: string; readonly form: Form };
  readonly site?: { readonly id: string; readonly level: string };
}

// Who may do what is judged by the server when it comes in: roles may have changed since the last
// exchange, and nobody on site is stopped by an old list of them.
const EVERY_ROLE: ReadonlySet<string> = new Set(['inspector', 'officer']);

/**
 * Holds a draft, completed as it is going to be stored, against the rules of the server.
 *
 * Raises: RefusedHere with the first rule that it breaks.
 */
export function demandTaken(draft: Draft, recorder: Recorder, known: Known): void {
  const { clock, random, actor } = recorder;
  const made = {
    ...draft,
    v: 1 as const,
    id: newId(clock, random),
    // Its place in the chain is given in the transaction that stores it, in this very form.
    chain: newId(clock, random),
    seq: 1,
    prev: null,
    salt: newSalt(random),
    actor,
    recorded_at: new Date(clock.now()).toISOString(),
  };
  const code = refusalOfMade(made, {
    person: actor,
    inspection: () => known.fold,
    version: (template, rules) => formOf(known, template, rules),
    isSite: (place) => place === known.site?.id && known.site.level === 'site',
    roles: () => EVERY_ROLE,
  });
  if (code) throw new RefusedHere(code);
}

function formOf({ versions }: Known, template: string, rules: string): Form | null {
  return versions?.template === template && versions.rules === rules ? versions.form : null;
}
