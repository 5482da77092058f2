export type Step = 'push' | 'pull' | 'document' | 'create' | 'head' | 'patch' | 'known';

/** What goes on between a question and its answer; `pass` hands it on to the real server. */
export type Lie = (
  pass: (body?: BodyInit) => Promise<Response>,
  init: RequestInit,
) => Promise<Response>;

/** Which door a request goes to. */
export function stepOf(path: string, init: RequestInit = {}): Step {
  if (path.startsWith('/api/sync/push')) return 'push';
  if (path.startsWith('/api/sync/pull')) return 'pull';
  if (path.startsWith('/api/documents')) return 'document';
  if (path === '/api/files/known') return 'known';
  if (init.method === 'POST') return 'create';
  return init.method === 'HEAD' ? 'head' : 'patch';
}

const HTML = '<!doctype html><title>Sign in to the Wi-Fi</title>';
const PROBLEM = { 'Content-Type': 'application/problem+json' };

function page(status: number): Lie {
  return async () => new Response(HTML, { status, headers: { 'Content-Type': 'text/html' } });
}

function says(status: number, body: object, headers: Record<string, string> = {}): Lie {
  return async () =>
    new Response(JSON.stringify(body), { status, headers: { ...PROBLEM, ...headers } });
}

/** The real answer with another body. */
function changed(change: (body: Record<string, unknown>) => object): Lie {
  return async (pass) => {
    const answer = await pass();
    const body = (await answer.json()) as Record<string, unknown>;
    return new Response(JSON.stringify(change(body)), { status: answer.status });
  };
}

function cutAnswer(share: number): Lie {
  return async (pass) => {
    const answer = await pass();
    const text = await answer.text();
    return new Response(text.slice(0, Math.floor(text.length * share)), { status: answer.status });
  };
}

function cutRequest(share: number): Lie {
  return (pass, { body }) => {
    if (typeof body === 'string') return pass(body.slice(0, Math.floor(body.length * share)));
    if (body instanceof ArrayBuffer)
      return pass(body.slice(0, Math.floor(body.byteLength * share)));
    return pass();
  };
}

function busy(retry: string): Lie {
  return async () => new Response('{}', { status: 503, headers: { 'Retry-After': retry } });
}

function offset(status: number, of: (init: RequestInit) => number, more = {}): Lie {
  return async (_pass, init) =>
    new Response(null, { status, headers: { 'Upload-Offset': String(of(init)), ...more } });
}

/** Lies that anything on the way may tell, at every door. */
export const GENERAL: Readonly<Record<string, Lie>> = {
  'a page with 200': page(200),
  'a page with 400': page(400),
  'a page with 401': page(401),
  'a page with 403': page(403),
  'a page with 404': page(404),
  'a page with 413': page(413),
  'a page with 502': page(502),
  'our 401': says(401, { code: 'signed_out' }),
  'our 400, too old': says(400, { code: 'protocol_older' }),
  'our 400, too new': says(400, { code: 'protocol_newer' }),
  'our 403': says(403, { code: 'not_permitted' }),
  'our 404': says(404, { code: 'not_found' }),
  'an empty 200': async () => new Response('', { status: 200 }),
  'null with 200': async () => new Response('null', { status: 200 }),
  'an empty object with 200': async () => new Response('{}', { status: 200 }),
  'an internal error': says(500, { code: 'internal' }),
  'busy for a year': busy('31536000'),
  'busy for a negative time': busy('-5'),
  'busy for nonsense': busy('soon'),
  'busy for no time': busy('0'),
  'nothing: the connection breaks off': async () => Promise.reject(new TypeError('reset')),
  'nothing: the answer is lost': async (pass) => {
    await pass();
    throw new TypeError('reset');
  },
  'nothing for ever': () => new Promise(() => undefined),
  'a way to somewhere else': async (_pass, init) => {
    if (init.redirect === 'error') throw new TypeError('redirected');
    return new Response(HTML, { status: 200 });
  },
};

const refusing = (code: string, status: number, more: object = {}): Lie =>
  says(status, { code, ...more });
const FOREIGN = '0'.repeat(64);

/** A receipt for what nobody took: it says of each operation what is asked for. */
function forged(change: (ids: readonly string[]) => object): Lie {
  return async (_pass, init) => {
    const { operations } = JSON.parse(String(init.body)) as { operations: { id: string }[] };
    const said = change(operations.map(({ id }) => id));
    const whole = { received_through: 99, epoch: '1', server_time: TIME, ...said };
    return new Response(JSON.stringify(whole));
  };
}

const TIME = '2026-11-20T09:41:07.000Z';
const ok = (id: string | null) => ({ id, status: 'ok' });

/** Lies about a push that never reached the server. */
const FORGED: Readonly<Record<string, Lie>> = {
  'nothing taken, for others': forged((ids) => ({ statuses: ids.map(() => ok('another')) })),
  'nothing taken, without ids': forged((ids) => ({ statuses: ids.map(() => ok(null)) })),
  'nothing taken, for the first of all': forged((ids) => ({
    statuses: ids.map(() => ok(ids[0] ?? '')),
  })),
  'nothing taken, for too many': forged((ids) => ({ statuses: [...ids, 'another'].map(ok) })),
  'nothing taken, for too few': forged((ids) => ({ statuses: ids.slice(1).map(ok) })),
  'nothing taken, and it ends before': forged((ids) => ({
    statuses: ids.map(ok),
    received_through: 0,
  })),
  'nothing taken, without an epoch': forged((ids) => ({ statuses: ids.map(ok), epoch: undefined })),
  'nothing taken, in no known way': forged((ids) => ({
    statuses: ids.map((id) => ({ id, status: 'done' })),
  })),
};

/** Lies about a push. */
const PUSH: Readonly<Record<string, Lie>> = {
  ...FORGED,
  'too large, without a proof': refusing('batch_too_large', 413),
  'too large, of another body': refusing('batch_too_large', 413, { body_sha256: FOREIGN }),
  'unplaceable, without a proof': refusing('operation_unplaceable', 400, { at: 0 }),
  'unplaceable, of another body': refusing('operation_unplaceable', 400, {
    at: 0,
    body_sha256: FOREIGN,
  }),
  'unreadable, without a proof': refusing('batch_unreadable', 400),
  'a conflict of somebody else': refusing('edit_conflict', 409),
  'a forked chain': refusing('chain_forked', 409, { seq: 1 }),
  'a gap before the first': refusing('gap', 409, { expected: 0 }),
  'a gap far ahead': refusing('gap', 409, { expected: 99_999 }),
  'a gap of nonsense': refusing('gap', 409, { expected: 1.5 }),
  'a gap at the beginning': refusing('gap', 409, { expected: 1 }),
  'no statuses': changed((body) => ({ ...body, statuses: [] })),
  'too few statuses': changed((body) => ({ ...body, statuses: statusesOf(body).slice(1) })),
  'statuses twice': changed((body) => ({
    ...body,
    statuses: statusesOf(body).map((_, __, all) => all[0]),
  })),
  'statuses the other way round': changed((body) => ({
    ...body,
    statuses: statusesOf(body).reverse(),
  })),
  'statuses of others': changed((body) => ({
    ...body,
    statuses: statusesOf(body).map(() => ({ id: 'another', status: 'ok' })),
  })),
  'statuses without ids': changed((body) => ({
    ...body,
    statuses: statusesOf(body).map(() => ({ id: null, status: 'ok' })),
  })),
  'a receipt through nothing': changed((body) => ({ ...body, received_through: 0 })),
  'a receipt without an end': changed(({ received_through: _, ...body }) => body),
  'another epoch': changed((body) => ({ ...body, epoch: '9.00000000000000ff' })),
  'no epoch': changed((body) => ({ ...body, epoch: null })),
};

/** Lies about a pull. */
const PULL: Readonly<Record<string, Lie>> = {
  'another epoch': changed((body) => ({ ...body, epoch: '9.00000000000000ff' })),
  'an unknown chain': changed((body) => ({ ...body, chain: null })),
  'a chain that is behind': changed((body) => ({
    ...body,
    chain: { ...(body['chain'] as object), received_through: 0 },
  })),
  'the chain of another': changed((body) => ({ ...body, chain: { id: 'x', received_through: 0 } })),
  'a chain of nonsense': changed((body) => ({ ...body, chain: { received_through: 'all' } })),
  'items of nonsense': changed((body) => ({ ...body, items: [{ kind: 'operation' }, 7] })),
  'no cursor': changed((body) => ({ ...body, cursor: '' })),
  'always more': changed((body) => ({ ...body, more: true, items: [] })),
  'no time': changed((body) => ({ ...body, server_time: 'now' })),
};

const sizeOf = (init: RequestInit) => Number(new Headers(init.headers).get('upload-length') ?? 0);
const fromOf = (init: RequestInit) => Number(new Headers(init.headers).get('upload-offset') ?? 0);
const bodyOf = (init: RequestInit) => (init.body instanceof ArrayBuffer ? init.body.byteLength : 0);

/** Lies about a transfer. */
const TRANSFER: Readonly<Partial<Record<Step, Readonly<Record<string, Lie>>>>> = {
  create: {
    'complete at once': offset(201, sizeOf, { Location: '/api/files/forged' }),
    'more than complete': offset(201, (init) => sizeOf(init) + 1, {
      Location: '/api/files/forged',
    }),
    'half of it': offset(201, (init) => Math.floor(sizeOf(init) / 2), {
      Location: '/api/files/forged',
    }),
    'a place on another server': offset(201, () => 0, { Location: 'https://else.invalid/x' }),
    'no place': offset(201, () => 0),
    'too large': says(413, { code: 'too_large' }),
  },
  head: {
    complete: offset(200, () => 6_000_000),
    'beyond its end': offset(200, () => 7_000_000),
    'not begun': offset(200, () => 0),
    nonsense: async () => new Response(null, { status: 200, headers: { 'Upload-Offset': '-1' } }),
  },
  patch: {
    'all of it, without sending': offset(204, (init) => fromOf(init) + bodyOf(init)),
    'beyond its end': offset(204, () => 99_000_000),
    backwards: offset(204, () => 0),
    'no offset': async () => new Response(null, { status: 204 }),
    'the wrong offset': says(409, { code: 'offset_wrong' }),
    gone: says(410, { code: 'upload_gone' }),
    'the wrong hash': says(460, { code: 'hash_wrong' }),
    'too large': says(413, { code: 'too_large' }),
  },
  known: {
    'others are missing': says(200, { missing: [FOREIGN] }),
    'everything is missing': async (_pass, init) => {
      const { sha256 } = JSON.parse(String(init.body)) as { sha256: string[] };
      return new Response(JSON.stringify({ missing: sha256 }));
    },
    'missing is no list': says(200, { missing: 'none' }),
  },
};

const CUTS = {
  'an answer cut at its start': cutAnswer(0.1),
  'an answer cut in the middle': cutAnswer(0.6),
  'an answer cut before its end': cutAnswer(0.99),
  'a question cut in the middle': cutRequest(0.6),
  'a question cut before its end': cutRequest(0.99),
};

/** Every lie at a door. */
export function liesAt(step: Step): Readonly<Record<string, Lie>> {
  const own = { push: PUSH, pull: PULL, ...TRANSFER }[step as 'push'] ?? {};
  const cuts = step === 'head' || step === 'create' ? {} : CUTS;
  return { ...GENERAL, ...cuts, ...own };
}

function statusesOf(body: Record<string, unknown>): unknown[] {
  return [...((body['statuses'] as unknown[] | undefined) ?? [])];
}
