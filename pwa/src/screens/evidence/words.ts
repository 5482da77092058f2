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
