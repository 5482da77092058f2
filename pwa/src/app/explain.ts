import type { ExplainedLine, Explanation, Template } from '../domain';
import { m } from '../paraglide/messages.js';
import { pointsText } from './extras';
import { say } from './words';

export interface LineRow {
  readonly key: string;
  readonly text: string;
  readonly status: string;
  readonly sum: string;
  /** What the line cost in points of the score, or null when it cost nothing. */
  readonly cost: string | null;
}

export interface SectionRow {
  readonly id: string;
  readonly title: string;
  readonly bp: number | null;
  readonly lines: readonly LineRow[];
}

const STATUS: Readonly<Record<string, () => string>> = {
  answered: m.status_answered,
  unanswered: m.status_unanswered,
  na: m.not_applicable,
  hidden: m.status_hidden,
  optional: m.status_optional,
  unscored: m.status_unscored,
};

/** Sections with their lines, as the explanation states them; nothing is computed anew. */
export function sectionRows(explanation: Explanation, template: Template): SectionRow[] {
  return explanation.sections.map(({ id, bp }) => {
    const section = template.sections.find((one) => one.id === id);
    const own = explanation.lines.filter((line) => line[0] === id && line[3] !== 'hidden');
    const lines = own.map((line) => rowOf(line, template));
    return { id, title: say(section?.title) || id, bp, lines };
  });
}

function rowOf(line: ExplainedLine, template: Template): LineRow {
  const [section, instance, id, status, points, max, weight, share, most] = line;
  const questions = template.sections.find((one) => one.id === section)?.questions ?? [];
  const text = say(questions.find((question) => question.id === id)?.text) || id;
  return {
    key: `${id}-${instance ?? ''}`,
    text: instance === null ? text : `${instance + 1} · ${text}`,
    status: STATUS[status]?.() ?? status,
    sum: max > 0 ? `${milli(points)} / ${milli(max)} × ${milli(weight)}` : '',
    cost: costOf(share, most),
  };
}

/** The share that was lost, in score points with two places, cut and never rounded up. */
function costOf(share: string, most: string): string | null {
  const [n1 = 0n, d1 = 1n] = share.split('/').map(BigInt);
  const [n2 = 0n, d2 = 1n] = most.split('/').map(BigInt);
  if (n2 * d1 === n1 * d2) return null;
  return pointsText(n1 * d2 - n2 * d1, d1 * d2);
}

function milli(value: number): string {
  return String(value / 1000);
}
