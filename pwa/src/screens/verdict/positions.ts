import type { Schemas } from '../../api/client';
import type { Inspection } from '../../app/inspection.svelte';
import { pointWords } from '../../app/positions';
import { say } from '../../app/words';
import type { Json, Template } from '../../domain';
import { rowKey } from '../inspect/place';

export interface Position {
  readonly key: string;
  readonly question: string;
  readonly said: string;
}

/** The places that were recorded in an inspection, with how exactly each is known. */
export function positionsOf({ judgement }: Inspection): Position[] {
  const asked = judgement.asked.filter(
    ({ line: { question, status } }) => question.type === 'geo' && status !== 'hidden',
  );
  return asked.flatMap(({ line, answer }) => {
    const said = answer && 'value' in answer ? pointWords(answer.value) : '';
    const key = rowKey(line.question.id, line.instance);
    return said === '' ? [] : [{ key, question: say(line.question.text), said }];
  });
}

type Answered = Schemas['AnswerShown'];

/** The same of answers that the server told. */
export function positionsIn(answers: readonly Answered[], template: Template): Position[] {
  return answers.flatMap(({ section, instance, question, value }) => {
    const asked = template.sections
      .find(({ id }) => id === section)
      ?.questions.find(({ id }) => id === question);
    const said = asked?.type === 'geo' ? pointWords((value ?? null) as Json) : '';
    const key = `${section} ${instance ?? ''} ${question}`;
    return said === '' ? [] : [{ key, question: say(asked?.text), said }];
  });
}
