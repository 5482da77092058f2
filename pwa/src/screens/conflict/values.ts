import { pointWords } from '../../app/positions';
import { unitWord } from '../../app/terms';
import { say } from '../../app/words';
import {
  type ExplainedLine,
  isObject,
  type Json,
  type Judgement,
  kept,
  type Operation,
  type Place,
  type Question,
  type Slot,
  type Template,
} from '../../domain';
import { m } from '../../paraglide/messages.js';

/** What a head says, in words. */
export function valueText(
  head: Operation,
  slot: Slot,
  question: Question,
  template: Template,
): string {
  const operation = kept(slot, head);
  if (!operation || operation.kind === 'clear') return m.cleared();
  if (operation.kind === 'not_applicable')
    return `${m.not_applicable()}: ${operation.reason ?? ''}`;
  return plainText(operation.value ?? null, question, template);
}

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

/** A stored value as a person reads it. */
export function plainText(value: Json, question: Question, template: Template): string {
  const labels = template.response_sets?.[question.response_set ?? '']?.choices ?? [];
  const name = (key: unknown) =>
    say(labels.find((choice) => choice.name === key)?.label) || String(key);
  if (Array.isArray(value)) return value.map(name).join(', ');
  if (isObject(value)) return pointWords(value) || String(value['local'] ?? '');
  if (value === null) return '–';
  return question.choices
    ? name(value)
    : `${String(value)} ${unitWord(question.unit ?? '')}`.trim();
}
