import { answerFrom, fieldText, isRecorded } from '../../../app/answers';
import type { TypedProps } from './props';
import { TypedField } from './typed_field.svelte';

/** The typed field of an answer; `props` is read anew each time, so that it may change. */
export function answerField(props: () => TypedProps, pause: number): TypedField {
  return new TypedField(
    {
      typed: () => props().typed,
      recorded: () => props().refused ?? fieldText(props().value),
      check: (raw) => answerFrom(props().question, raw, props().zone),
      isRecorded: (value) => props().refused === null && isRecorded(props().answer, value),
      save: (value) => props().save(value),
    },
    pause,
  );
}
