import type { TypedPlace } from '../../../app/typed.svelte';
import type { Answer, Json, Question } from '../../../domain';

/** What every answer field is given. */
export interface AnswerProps {
  readonly question: Question;
  readonly value: Json;
  /** Id of the element that names the question. */
  readonly label: string;
  readonly locked: boolean;
  readonly save: (value: Json) => Promise<boolean>;
}

/** What a field that is typed into is given besides. */
export interface TypedProps extends AnswerProps {
  readonly answer: Answer | null;
  /** The zone of the site, in which local times are meant. */
  readonly zone: string;
  /** What the server refused of this question, as it was typed. */
  readonly refused: string | null;
  readonly typed: TypedPlace;
}
