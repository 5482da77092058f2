import type { Json, Question } from '../../../domain';

/** What every answer field is given. */
export interface AnswerProps {
  readonly question: Question;
  readonly value: Json;
  /** Id of the element that names the question. */
  readonly label: string;
  readonly locked: boolean;
  readonly save: (value: Json) => void;
}
