import type { Inspection } from '../../app/inspection.svelte';
import { type Line, SEVERITIES, type Section } from '../../domain';

export interface SectionProgress {
  readonly section: Section;
  readonly shown: boolean;
  readonly done: number;
  readonly total: number;
  readonly icon: string;
  readonly tone: string;
}

/** How far each section is, with the gravest finding as its mark. */
export function sectionsOf(inspection: Inspection): SectionProgress[] {
  const { lines, findings } = inspection.judgement;
  return inspection.template.sections.map((section) => {
    const own = lines.filter((line) => line.section.id === section.id && line.status !== 'hidden');
    const done = own.filter(({ status }) => status === 'answered' || status === 'na').length;
    const found = findings.filter((finding) => finding.section === section.id);
    const worst = Math.max(-1, ...found.map(({ severity }) => SEVERITIES.indexOf(severity)));
    const complete = done === own.length && own.length > 0;
    const mark = worst >= 0 ? `sev-${SEVERITIES[worst]}` : complete ? 'circle-check' : 'circle';
    const grave = SEVERITIES[worst] === 'critical' ? 'c-crit' : 'c-major';
    const tone = worst >= 0 ? grave : complete ? 'c-pass' : 't3';
    const shown = own.length > 0 || Boolean(section.repeat);
    return { section, shown, done, total: own.length, icon: mark, tone };
  });
}

/** The next required question without an answer, from a section on and then from the top. */
export function firstOpen(inspection: Inspection, from: string): Line | undefined {
  const open = inspection.judgement.lines.filter(({ status }) => status === 'unanswered');
  const ids = inspection.template.sections.map(({ id }) => id);
  const at = ids.indexOf(from);
  return open.find((line) => ids.indexOf(line.section.id) >= at) ?? open[0];
}
