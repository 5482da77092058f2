import type { Net } from '../ports';
import { problemOf } from './problem';

export const PROTOCOL_HEADER = { 'Fieldseal-Protocol': '1' } as const;

/** Asks a JSON door. Raises: Problem for any answer that is not a success. */
export async function getJson<T>(net: Net, path: string): Promise<T> {
  const headers = { ...PROTOCOL_HEADER, Accept: 'application/json' };
  const response = await net.fetch(path, { headers, credentials: 'same-origin' });
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as T;
}

/** Sends JSON to a door. Raises: Problem for any answer that is not a success. */
export async function sendJson<T>(
  net: Net,
  method: 'POST' | 'DELETE' | 'PUT',
  path: string,
  body?: unknown,
): Promise<T> {
  const response = await net.fetch(path, {
    method,
    headers: { ...PROTOCOL_HEADER, Accept: 'application/json', 'Content-Type': 'application/json' },
    credentials: 'same-origin',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw await problemOf(response);
  const text = await response.text();
  return (text === '' ? null : JSON.parse(text)) as T;
}
