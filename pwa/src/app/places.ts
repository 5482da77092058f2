import { m } from '../paraglide/messages.js';

export interface PlaceLink {
  readonly path: string;
  readonly icon: string;
  readonly word: () => string;
  readonly roles: readonly string[];
}

/** Roles with work at the desk; an administrator's places are not built yet. */
const OFFICE = ['officer', 'manager', 'director'];

/** Places at the bottom of the field frame, for those whose roles grant them. */
export const FIELD_PLACES: readonly PlaceLink[] = [
  {
    path: '/today',
    icon: 'calendar-check',
    word: m.today,
    roles: ['inspector', 'officer', 'owner'],
  },
  { path: '/actions', icon: 'wrench', word: m.actions, roles: ['owner', 'inspector', 'officer'] },
  { path: '/sync', icon: 'refresh-cw', word: m.sync, roles: [] },
];

/** Places of the desk. */
export const DESK_PLACES: readonly PlaceLink[] = [
  {
    path: '/inspections',
    icon: 'clipboard-list',
    word: m.inspections,
    roles: [...OFFICE, 'verifier'],
  },
  {
    path: '/backlog',
    icon: 'list-checks',
    word: m.backlog,
    roles: [...OFFICE, 'verifier', 'process_owner'],
  },
  { path: '/evidence', icon: 'stamp', word: m.evidence, roles: [...OFFICE, 'auditor'] },
  { path: '/verify', icon: 'shield-check', word: m.verify_file, roles: [...OFFICE, 'auditor'] },
  { path: '/inbox', icon: 'inbox', word: m.device_inbox, roles: ['officer'] },
];

/** Places that the design has and this version does not: with whom they are for. */
const LATER: Readonly<Record<string, readonly string[]>> = {
  '/overview': OFFICE,
  '/programme': OFFICE,
  '/templates': ['officer', 'administrator'],
  '/rules': ['officer', 'administrator'],
  '/risks': OFFICE,
  '/indicators': OFFICE,
  '/people': ['officer', 'administrator'],
  '/sites': ['officer', 'administrator'],
  '/settings': ['administrator'],
};

/** Why an address shows nothing to a person: not theirs, not built, or no place at all. */
export type Closed =
  | { readonly why: 'not_yours'; readonly roles: readonly string[] }
  | { readonly why: 'not_here' }
  | { readonly why: 'nothing' };

/**
 * Why an address is closed to somebody with these roles; null where it is open. `exists` says that the
 * app has a screen for it.
 */
export function closedTo(path: string, roles: readonly string[], exists: boolean): Closed | null {
  const first = `/${path.split('/')[1] ?? ''}`;
  const place = DESK_PLACES.find((one) => one.path === path);
  const wanted = exists ? place?.roles : LATER[first];
  if (wanted && !wanted.some((role) => roles.includes(role)))
    return { why: 'not_yours', roles: wanted };
  if (exists) return null;
  return { why: LATER[first] ? 'not_here' : 'nothing' };
}

/** The places a person sees. */
export function placesFor(places: readonly PlaceLink[], roles: readonly string[]): PlaceLink[] {
  return places.filter(
    (place) => place.roles.length === 0 || place.roles.some((r) => roles.includes(r)),
  );
}

/** Where a person starts: the desk for those who work there, else today or the own actions. */
export function homeFor(roles: readonly string[]): string {
  if (roles.includes('inspector')) return '/today';
  if (roles.some((role) => OFFICE.includes(role) || role === 'verifier')) return '/backlog';
  if (roles.includes('auditor')) return '/evidence';
  return roles.includes('owner') ? '/actions' : '/today';
}
