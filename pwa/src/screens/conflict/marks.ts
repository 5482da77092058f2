import type { ExplainedLine, Judgement, Place } from '../../domain';
import { m } from '../../paraglide/messages.js';

/** How a line stands in a judgement: what the card of an answer is marked with. */
export interface Mark {
  readonly tone: 'pass' | 'fail' | '';
  readonly icon: string;
  readonly text: string;
}

/** The mark of a place if the judgement held: conforms, does not, N/A; none without an answer. */
export function markOf({ explanation, instances }: Judgement, place: Place): Mark | null {
  const here = (section: string, instance: number | null, question: string) =>
    section === place.section &&
    question === place.question &&
    (instance === null ? null : instances[section]?.[instance]) === place.instance;
  const line = explanation?.lines.find(([...of]) => here(of[0], of[1], of[2]));
  if (!line) return null;
  const failing = explanation?.findings.some((one) =>
    here(one.section, one.instance, one.question),
  );
  if (failing) return { tone: 'fail', icon: 'x', text: m.fails() };
  return markOfStatus(line[3]);
}

function markOfStatus(status: ExplainedLine[3]): Mark | null {
  if (status === 'na') return { tone: '', icon: 'circle-minus', text: m.not_applicable() };
  const answered = status === 'answered' || status === 'unscored';
  return answered ? { tone: 'pass', icon: 'check', text: m.passes() } : null;
}
