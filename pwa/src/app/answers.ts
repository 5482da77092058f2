import {
  type Answer,
  type Checked,
  canonical,
  checkedAnswer,
  isObject,
  type Json,
  type Question,
} from '../domain';
import { instantOf } from './moments';

const LOCAL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/;

/** What was typed into a field as the value of an answer; a local time is one of the site's zone. */
export function answerFrom(question: Question, raw: string, zone: string): Checked {
  if (question.type !== 'datetime' || !LOCAL.test(raw)) return checkedAnswer(question, raw);
  const local = raw.slice(0, 16);
  const day = checkedAnswer({ id: question.id, type: 'date' }, local.slice(0, 10));
  if (!day.ok) return day;
  return { ok: true, value: { instant: instantOf(local, zone), local } };
}

/** A recorded answer as it stands in the field that it was typed into. */
export function fieldText(value: Json): string {
  if (isObject(value)) {
    const { local, point } = value;
    return Array.isArray(point) ? point.join(', ') : String(local ?? '');
  }
  return typeof value === 'string' ? value : '';
}

/** True when a value is what is recorded already. */
export function isRecorded(answer: Answer | null, value: Json): boolean {
  if (answer === null) return value === null;
  return 'value' in answer && value !== null && canonical(answer.value) === canonical(value);
}
