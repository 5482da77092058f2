import type { Net } from '../ports';
import { answerOf, doors, type Schemas } from './client';

export type Colleague = Schemas['Colleague'];

/** The first page of the people of the organisation with their roles. */
export async function readPeople(net: Net): Promise<readonly Colleague[]> {
  const asked = doors(net).GET('/api/people', { params: { query: { limit: 200 } } });
  return (await answerOf<Schemas['Colleagues']>(asked)).items;
}
