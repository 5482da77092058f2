import { documentOf, type Offer, offersOf } from '../../app/catalogue';
import { directory, type Site } from '../../app/directory.svelte';
import { dayAt } from '../../app/moments';
import type { StartWish } from '../../app/start';
import { percent, say } from '../../app/words';
import type { Json, Template, Words } from '../../domain';
import { itemsOf } from '../../store/items';
import type { Database, InspectionView, Item } from '../../store/schema';

/** An inspection that somebody planned. */
export interface Job {
  readonly id: string;
  readonly title: Words;
  readonly key: string;
  readonly kind: string;
  readonly site: Site;
  readonly fromOn: string;
  readonly dueOn: string;
  /** Not to be begun before its first day. */
  readonly early: boolean;
  readonly lateDays: number;
  readonly wish: StartWish;
}

export interface OpenInspection {
  readonly id: string;
  readonly title: Words;
  readonly site: string;
  readonly view: InspectionView;
}

export interface TodayView {
  readonly open: readonly OpenInspection[];
  /** Open at one's sites, begun on another tablet. */
  readonly elsewhere: readonly { id: string; title: string; site: string; who: string }[];
  readonly late: readonly Job[];
  readonly due: readonly Job[];
  readonly coming: readonly Job[];
  readonly done: readonly { id: string; title: string; site: string; score: string }[];
  readonly offers: readonly Offer[];
}

const DAY_MS = 86_400_000;
const OPEN_SHOWN = 3;
const COMING_SHOWN = 3;
const DONE_SHOWN = 3;
const ELSEWHERE_SHOWN = 5;

/** What a person does now: continue, catch up, do what is due, start something else. */
export async function readToday(db: Database, person: string, now: number): Promise<TodayView> {
  const [offers, versions, assignments, local, known] = await Promise.all([
    offersOf(db),
    itemsOf(db, 'template'),
    itemsOf(db, 'assignment'),
    db.getAll('inspections'),
    itemsOf(db, 'inspection'),
  ]);
  const started = new Set(local.map(({ assignment }) => assignment));
  const keys = new Map(versions.map(({ body }) => [body['sha256'], body['key']]));
  const jobs = assignments
    .filter(({ id, body }) => isMine(body, person) && !started.has(id))
    .flatMap((item) => jobOf(item, offers, keys, now) ?? []);
  jobs.sort((a, b) => (a.dueOn < b.dueOn ? -1 : 1));
  const open = local.filter(({ state }) => state === 'open').sort((a, b) => b.savedAt - a.savedAt);
  const done = local.filter(({ state }) => state === 'submitted');
  done.sort((a, b) => b.savedAt - a.savedAt);
  return {
    open: await Promise.all(open.slice(0, OPEN_SHOWN).map((view) => openOf(db, view))),
    elsewhere: await elsewhereOf(db, known, new Set(local.map(({ id }) => id))),
    late: jobs.filter(({ lateDays }) => lateDays > 0),
    due: jobs.filter(({ lateDays, early }) => lateDays <= 0 && !early),
    coming: jobs.filter(({ early }) => early).slice(0, COMING_SHOWN),
    done: await Promise.all(done.slice(0, DONE_SHOWN).map((view) => doneOf(db, view))),
    offers,
  };
}

function isMine(body: Item['body'], person: string): boolean {
  const owner = body['person'];
  return body['state'] === 'open' && (owner === null || owner === undefined || owner === person);
}

/** A planned inspection by the version in force: what is not begun follows a new one. */
function jobOf(
  item: Item,
  offers: readonly Offer[],
  keys: ReadonlyMap<Json | undefined, Json | undefined>,
  now: number,
): Job | null {
  const { body } = item;
  const site = directory.sites.get(String(body['site']));
  const offer = offers.find(({ key }) => key === keys.get(body['template']));
  if (!site || !offer) return null;
  const dueOn = String(body['due_on']);
  const today = dayAt(site.zone, now);
  const fromOn = String(body['from_on'] ?? today);
  const lateDays = Math.round((Date.parse(today) - Date.parse(dueOn)) / DAY_MS);
  const { template, rules, kind, title, key } = offer;
  const area = (body['area'] as string | null | undefined) ?? null;
  const wish = {
    template,
    rules,
    kind: String(body['kind'] ?? kind),
    site,
    area,
    assignment: item.id,
  };
  const early = fromOn > today;
  return { id: item.id, title, key, kind, site, fromOn, dueOn, early, lateDays, wish };
}

async function openOf(db: Database, view: InspectionView): Promise<OpenInspection> {
  const template = await documentOf<Template>(db, view.template);
  return { id: view.id, title: template?.title ?? {}, site: view.site, view };
}

async function elsewhereOf(
  db: Database,
  known: readonly Item[],
  local: ReadonlySet<string>,
): Promise<TodayView['elsewhere']> {
  const open = known.filter(({ id, body }) => body['state'] === 'open' && !local.has(id));
  open.sort((a, b) => (a.id < b.id ? 1 : -1));
  return Promise.all(
    open.slice(0, ELSEWHERE_SHOWN).map(async ({ id, body }) => {
      const template = await documentOf<Template>(db, String(body['template']));
      const who = directory.personName(String(body['started_by']));
      return {
        id,
        title: say(template?.title),
        site: directory.siteName(String(body['site'])),
        who,
      };
    }),
  );
}

async function doneOf(db: Database, view: InspectionView) {
  const template = await documentOf<Template>(db, view.template);
  return {
    id: view.id,
    title: say(template?.title),
    site: directory.siteName(view.site),
    score: `${percent(view.scoreBp)} · ${view.grade ?? '–'}`,
  };
}
