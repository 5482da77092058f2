import { m } from '../paraglide/messages.js';

type Word = () => string;

const HOUR_MS = 3_600_000;

const SEVERITY: Readonly<Record<string, Word>> = {
  critical: m.critical,
  major: m.major,
  minor: m.minor,
  observation: m.observation,
};

const STATES: Readonly<Record<string, Word>> = {
  assigned: m.state_assigned,
  accepted: m.state_accepted,
  in_progress: m.state_in_progress,
  submitted: m.state_submitted,
  verified: m.state_verified,
  effective: m.state_effective,
  declined: m.state_declined,
  returned: m.state_returned,
  ineffective: m.state_ineffective,
  cancelled: m.state_cancelled,
  open: m.state_open,
  contained: m.state_contained,
  cause_accepted: m.state_cause_accepted,
  planned: m.state_planned,
  watching: m.state_watching,
  closed: m.state_closed,
};

/** What a person can do, as buttons name it. */
const MOVES: Readonly<Record<string, Word>> = {
  accept: m.event_accept,
  decline: m.event_decline,
  reassign: m.event_reassign,
  start: m.event_start,
  submit: m.event_submit,
  withdraw: m.event_withdraw,
  return: m.event_return,
  verify: m.event_verify,
  effective: m.event_effective,
  ineffective: m.event_ineffective,
  request_extension: m.event_request_extension,
  approve_extension: m.event_approve_extension,
  reject_extension: m.event_reject_extension,
  pause: m.event_pause,
  resume: m.event_resume,
  request_cancel: m.event_request_cancel,
  approve_cancel: m.event_approve_cancel,
  reject_cancel: m.event_reject_cancel,
  contain: m.event_contain,
  propose_cause: m.event_propose_cause,
  accept_cause: m.event_accept_cause,
  return_cause: m.event_return_cause,
  plan: m.event_plan,
  close: m.event_close,
  accept_effect: m.event_accept_effect,
  reopen: m.event_reopen,
  regrade: m.event_regrade,
  write_off: m.event_write_off,
};

/** What was done, after the name of who did it. */
const DEEDS: Readonly<Record<string, Word>> = {
  opened: m.deed_open,
  accept: m.deed_accept,
  decline: m.deed_decline,
  reassign: m.deed_reassign,
  start: m.deed_start,
  submit: m.deed_submit,
  withdraw: m.deed_withdraw,
  return: m.deed_return,
  verify: m.deed_verify,
  effective: m.deed_effective,
  ineffective: m.deed_ineffective,
  request_extension: m.deed_request_extension,
  approve_extension: m.deed_approve_extension,
  reject_extension: m.deed_reject_extension,
  pause: m.deed_pause,
  resume: m.deed_resume,
  request_cancel: m.deed_request_cancel,
  approve_cancel: m.deed_approve_cancel,
  reject_cancel: m.deed_reject_cancel,
  contain: m.deed_contain,
  propose_cause: m.deed_propose_cause,
  accept_cause: m.deed_accept_cause,
  return_cause: m.deed_return_cause,
  plan: m.deed_plan,
  close: m.deed_close,
  accept_effect: m.deed_accept_effect,
  reopen: m.deed_reopen,
  regrade: m.deed_regrade,
  write_off: m.deed_write_off,
  recur: m.deed_recur,
  undecided: m.deed_undecided,
  repeated: m.deed_repeated,
  deadline_recomputed: m.deed_deadline_recomputed,
};

const STATE_ICONS: Readonly<Record<string, string>> = {
  assigned: 'st-assigned',
  accepted: 'st-accepted',
  in_progress: 'st-progress',
  submitted: 'st-submitted',
  verified: 'st-verified',
  effective: 'st-effective',
  closed: 'st-effective',
  returned: 'st-returned',
  declined: 'st-returned',
  ineffective: 'st-returned',
  open: 'st-assigned',
  contained: 'st-accepted',
  cause_accepted: 'st-progress',
  planned: 'st-progress',
  watching: 'st-verified',
};

const EVENT_ICONS: Readonly<Record<string, string>> = {
  submit: 'send',
  accept: 'user-check',
  verify: 'check',
  return: 'undo-2',
  reassign: 'user-plus',
  start: 'circle-play',
  contain: 'shield-check',
  propose_cause: 'git-branch',
  accept_cause: 'check',
  close: 'circle-check',
};

const KINDS: Readonly<Record<string, Word>> = {
  self_check: m.kind_self_check,
  spot_check: m.kind_spot_check,
  internal_audit: m.kind_internal_audit,
  external_audit: m.kind_external_audit,
  drill: m.kind_drill,
  equipment_check: m.kind_equipment_check,
  survey: m.kind_survey,
};

const ROLES: Readonly<Record<string, Word>> = {
  inspector: m.role_inspector,
  owner: m.role_owner,
  verifier: m.role_verifier,
  officer: m.role_officer,
  manager: m.role_manager,
  director: m.role_director,
  process_owner: m.role_process_owner,
  auditor: m.role_auditor,
  administrator: m.role_administrator,
};

const UNITS: Readonly<Record<string, Word>> = {
  accounts: m.unit_accounts,
  cases: m.unit_cases,
  channels: m.unit_channels,
  days: m.unit_days,
  errors: m.unit_errors,
  h: m.unit_h,
  items: m.unit_items,
  loans: m.unit_loans,
  min: m.unit_min,
  orders: m.unit_orders,
  persons: m.unit_persons,
  points: m.unit_points,
  s: m.unit_s,
};

interface TimeAllowed {
  readonly clock: 'elapsed' | 'working' | 'working_days';
  readonly ms?: number | null;
  readonly days?: number | null;
}

/** The word of a unit; a symbol reads the same in both languages. */
export const unitWord = (unit: string): string => UNITS[unit]?.() ?? unit;

/** How much time a deadline class allows. */
export function classWord(named: TimeAllowed): string {
  if (named.clock === 'working_days') return m.class_days({ count: named.days ?? 0 });
  const count = Math.round((named.ms ?? 0) / HOUR_MS);
  return named.clock === 'working' ? m.class_working({ count }) : m.class_elapsed({ count });
}

/** The word of a role. */
export const roleWord = (key: string): string => ROLES[key]?.() ?? key;

/** The word of a severity. */
export const severityWord = (key: string): string => SEVERITY[key]?.() ?? key;

/** The word of a state of an action or a nonconformity. */
export const stateWord = (key: string): string => STATES[key]?.() ?? key;

/** The icon of a state: a circle that fills. */
export const stateIcon = (key: string): string => STATE_ICONS[key] ?? 'circle';

/** The word of a move that can be made. */
export const eventWord = (key: string): string => MOVES[key]?.() ?? key.replaceAll('_', ' ');

/** What somebody did, as it follows their name; a deed that this app does not know keeps its code. */
export const deedWord = (key: string): string => DEEDS[key]?.() ?? key.replaceAll('_', ' ');

/** The icon of a move. */
export const eventIcon = (key: string): string => EVENT_ICONS[key] ?? 'circle-dot';

/** The word of a kind of inspection. */
export const kindWord = (key: string): string => KINDS[key]?.() ?? key;

/** The colour role of a state; its icon and word say the same. */
export function stateTone(key: string): string {
  if (['verified', 'effective', 'closed', 'watching'].includes(key)) return 'c-pass';
  if (['returned', 'declined', 'ineffective'].includes(key)) return 'c-fail';
  return ['in_progress', 'submitted', 'planned', 'cause_accepted'].includes(key) ? 'c-acc' : 't2';
}
