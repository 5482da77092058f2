import { m } from '../../paraglide/messages.js';

type Word = () => string;

const STATES: Readonly<Record<string, Word>> = {
  queued: m.job_queued,
  running: m.job_running,
  building: m.job_running,
  done: m.job_done,
  issued: m.job_done,
  failed: m.job_failed,
  cancelled: m.job_cancelled,
};

const PHASES: Readonly<Record<string, Word>> = {
  reading: m.phase_reading,
  fonts: m.phase_fonts,
  report: m.phase_report,
  twins: m.phase_twins,
  manifest: m.phase_manifest,
  writing: m.phase_writing,
};

/** The word of a state of a pack or of the job that builds it. */
export const packState = (key: string): string => STATES[key]?.() ?? key;

/** What the building of a pack does now. */
export const packPhase = (key: string | null): string => (key && PHASES[key]?.()) || '';

const FACTS: Readonly<Record<string, Word>> = {
  members: m.fact_members,
  fingerprint: m.fact_fingerprint,
  pack: m.fact_pack,
  origin: m.fact_origin,
  size: m.fact_size,
  root: m.fact_root,
  entries: m.fact_entries,
  records: m.fact_records,
  left_out: m.fact_left_out,
  restored: m.fact_restored,
};

/** The word of a fact that the verifier states; one it may state later keeps its own name. */
export const factWord = (key: string): string => FACTS[key]?.() ?? key;
