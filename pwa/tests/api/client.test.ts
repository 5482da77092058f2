import { afterEach, beforeEach, expect, test } from 'vitest';
import { doors } from '../../src/api/client';
import type { Net } from '../../src/ports';

const told = Object.getOwnPropertyDescriptor(Request.prototype, 'body') ?? {};
let sent: (RequestInit | undefined)[] = [];

const net: Net = {
  isOnline: () => true,
  fetch: async (_path, init) => {
    // What every browser does: it refuses a GET with a body, be it an empty one.
    new Request('http://localhost/', init);
    sent.push(init);
    return Response.json({});
  },
};

// As in Firefox, where a request does not tell whether it has a body.
beforeEach(() => {
  sent = [];
  Reflect.deleteProperty(Request.prototype, 'body');
});
afterEach(() => {
  Object.defineProperty(Request.prototype, 'body', told);
});

test('nothing is sent along where something is only read', async () => {
  await doors(net).GET('/api/sites', { baseUrl: 'http://localhost' });

  expect(sent).toHaveLength(1);
  expect(sent[0]).not.toHaveProperty('body');
});
