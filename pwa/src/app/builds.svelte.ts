import { type Job, listPacks, type Pack, readJob } from '../api/packs';

/** A pack that this person ordered, and how far the job is that builds it. */
export interface Build {
  readonly pack: Pack;
  readonly job: Job;
}

const UNDER_WAY: ReadonlySet<string> = new Set(['queued', 'running']);

/** Also when the job is done and the list, which was asked for just before, does not say so yet. */
export const isUnderWay = ({ pack, job }: Build): boolean =>
  UNDER_WAY.has(job.state) || (job.state === 'done' && pack.state === 'building');

/**
 * The packs that a person ordered, found again wherever the desk is opened; told once when ready. Which
 * ones were awaited is kept on the device, so that also what became ready meanwhile is told.
 */
class Builds {
  packs: readonly Pack[] = $state.raw([]);
  followed: readonly Build[] = $state.raw([]);
  ready: readonly Pack[] = $state.raw([]);
  readonly running = $derived(this.followed.some(isUnderWay));

  /** Asks the server how all of it stands. Raises: Problem. */
  async look(person: string): Promise<void> {
    const packs = await listPacks();
    const own = packs.filter(({ asked_by: by, job }) => by === person && job !== null);
    const known = new Set(this.followed.map(({ pack }) => pack.id));
    const open = own.filter(({ id, state }) => state === 'building' || known.has(id));
    const followed: Build[] = [];
    for (const pack of open) followed.push({ pack, job: await readJob(pack.job ?? '') });
    const awaited = readAwaited(person);
    const ready = own.filter(({ id, state }) => state === 'issued' && awaited.has(id));
    writeAwaited(
      person,
      own.filter(({ state }) => state === 'building').map(({ id }) => id),
    );
    this.packs = packs;
    this.followed = followed;
    this.ready = [...this.ready, ...ready];
  }

  /** A job is followed from now on, also one that had ended. Raises: Problem. */
  async follow(person: string, pack: string): Promise<void> {
    writeAwaited(person, [...readAwaited(person), pack]);
    await this.look(person);
  }

  /** The person has heard of it. */
  heard(id: string): void {
    this.ready = this.ready.filter((pack) => pack.id !== id);
  }

  /** Nothing is known of the next person. */
  forget(): void {
    this.packs = [];
    this.followed = [];
    this.ready = [];
  }
}

export const builds = new Builds();

const keyOf = (person: string): string => `fieldseal-builds-${person}`;

function readAwaited(person: string): ReadonlySet<string> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(person)) ?? '[]');
    return new Set(Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : []);
  } catch {
    return new Set();
  }
}

/** Without room it is only not told; the list shows it all the same. */
function writeAwaited(person: string, ids: readonly string[]): void {
  try {
    if (ids.length === 0) localStorage.removeItem(keyOf(person));
    else localStorage.setItem(keyOf(person), JSON.stringify(ids));
  } catch {
    return;
  }
}
