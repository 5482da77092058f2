import { pointWords } from '../../app/positions';
import { unitWord } from '../../app/terms';
import { say } from '../../app/words';
import {
  isObject,
  type Json,
  kept,
  type Operation,
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
