import { isObject, type Operation, type Question, type Template } from '../../domain';
import { m } from '../../paraglide/messages.js';
import { plainText } from '../conflict/values';

const LENGTH_SHOWN = 60;

/** What an operation says, short enough to be named in a sentence. */
export function saidIn(
  { kind, value, reason }: Pick<Operation, 'kind' | 'value' | 'reason'>,
  question: Question,
  template: Template,
): string {
  if (kind === 'answer') return short(plainText(value ?? null, question, template));
  if (kind === 'note') return `${m.note()}: ${short(String(value ?? m.cleared()))}`;
  if (kind === 'not_applicable') return `${m.not_applicable()}: ${short(reason ?? '')}`;
  if (kind === 'clear') return m.cleared();
  if (kind === 'sign') return `${m.signature()}: ${isObject(value) ? value['name'] : ''}`;
  if (kind === 'attach' && isObject(value)) return short(String(value['name'] ?? m.photo()));
  return kind === 'detach' ? m.remove_photo_short() : m.value();
}

/** The beginning of a text, as much as a sentence can hold. */
export function short(text: string): string {
  const signs = [...text];
  return signs.length <= LENGTH_SHOWN ? text : `${signs.slice(0, LENGTH_SHOWN).join('')}…`;
}
