import createClient, { type Client } from 'openapi-fetch';
import type { Net } from '../ports';
import { problemOf } from './problem';
import type { components, paths } from './schema';

export const PROTOCOL_HEADER = { 'Fieldseal-Protocol': '1' } as const;

/** The shapes that go over the wire, as the server describes them. */
export type Schemas = components['schemas'];

/** The server's doors, typed by its own description. Raises: Problem for whatever is no success. */
export function doors(net: Net): Client<paths> {
  const client = createClient<paths>({
    baseUrl: globalThis.location?.origin ?? '',
    headers: { ...PROTOCOL_HEADER, Accept: 'application/json' },
    fetch: async (request) => {
      // Read rather than asked for: in Firefox a request does not tell whether it has a body.
      const text = await request.text();
      const body = text === '' ? {} : { body: text };
      const { method, headers } = request;
      const response = await net.fetch(request.url, {
        method,
        headers,
        credentials: 'same-origin',
        ...body,
      });
      if (!response.ok) throw await problemOf(response);
      return response;
    },
  });
  return client;
}

/** What a door answered, as its shape in the description; refusals have been raised before. */
export async function answerOf<T>(asked: Promise<{ data?: unknown }>): Promise<T> {
  return (await asked).data as T;
}
