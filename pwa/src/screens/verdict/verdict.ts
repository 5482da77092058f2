import { answerOf, doors, type Schemas } from '../../api/client';
import { app } from '../../app/app.svelte';
import { pinned } from '../../app/catalogue';
import { doubtsOf } from '../../app/doubts';
import type { Inspection } from '../../app/inspection.svelte';
import {
  type Explanation,
  isObject,
  type RuleDocument,
  type SoFar,
  type Template,
  verdictHash,
  type Words,
} from '../../domain';
import { browserPorts } from '../../ports';
import { itemsOf } from '../../store/items';
import { type Position, positionsIn, positionsOf } from './positions';

export interface ServerVerdict {
  readonly number: number;
  readonly hash: string;
  readonly merged: boolean;
  readonly scoreBp: number | null;
}

export interface VerdictView {
  readonly template: Template;
  readonly rules: RuleDocument | null;
  readonly site: string;
  readonly code: string | null;
  readonly explanation: Explanation | null;
  /** While it is open: no verdict, but the score of what is answered. */
  readonly soFar: SoFar | null;
  readonly own: { readonly hash: string } | null;
  readonly server: ServerVerdict | null;
  /** What its start said that is not so, in words. */
  readonly doubts: readonly string[];
  readonly submittedAt: number | null;
  readonly startedBy: string | null;
  readonly submitted: boolean;
  /** Where it was, as its questions asked. */
  readonly positions: readonly Position[];
  readonly nonconformities: readonly { id: string; code: string; text: Words | string | null }[];
}

type Remote = Schemas['InspectionDetail'];

/** The verdict of an inspection: this device's own, and the server's when it has come. */
export async function readVerdict(id: string, own: Inspection | null): Promise<VerdictView | null> {
  return own ? localView(id, own) : remoteView(id);
}

async function localView(id: string, inspection: Inspection): Promise<VerdictView> {
  const { template, rules, explanation, start, seen } = inspection;
  const server = await pulledVerdict(id);
  const item = await app.now.db.get('items', ['inspection', id]);
  const submitted = isObject(seen.submitted?.value)
    ? String(seen.submitted.value['verdict'])
    : null;
  return {
    template,
    rules,
    site: start.site,
    code: (item?.body['code'] as string | undefined) ?? null,
    explanation: seen.life === 'submitted' ? explanation : null,
    soFar: seen.life === 'submitted' ? null : inspection.judgement.soFar,
    own: submitted === null ? null : { hash: submitted },
    server,
    doubts: item ? doubtsOf(item.body as Partial<Remote>) : [],
    submittedAt: seen.submitted ? Date.parse(seen.submitted.recorded_at) : null,
    startedBy: seen.start?.actor ?? null,
    submitted: seen.life === 'submitted',
    positions: positionsOf(inspection),
    nonconformities: await nonconformitiesOf(id),
  };
}

async function pulledVerdict(id: string): Promise<ServerVerdict | null> {
  const items = await itemsOf(app.now.db, 'verdict');
  const own = items.filter(({ body }) => body['inspection'] === id);
  const last = own.sort((a, b) => Number(a.body['number']) - Number(b.body['number'])).at(-1)?.body;
  if (!last) return null;
  return {
    number: Number(last['number']),
    hash: String(last['hash']),
    merged: last['merged'] === true,
    scoreBp: (last['score_bp'] as number | null | undefined) ?? null,
  };
}

async function nonconformitiesOf(id: string): Promise<VerdictView['nonconformities']> {
  const items = await itemsOf(app.now.db, 'nonconformity');
  return items
    .filter(({ body }) => body['inspection'] === id)
    .map(({ id: nc, body }) => ({
      id: nc,
      code: String(body['code']),
      text: body['text'] as Words | string | null,
    }));
}

async function remoteView(id: string): Promise<VerdictView | null> {
  const params = { path: { known: id } };
  const asked = doors(browserPorts.net).GET('/api/inspections/{known}', { params });
  const remote = await answerOf<Remote>(asked).catch(() => null);
  if (!remote) return null;
  const documents = await documentsOf(remote);
  const last = remote.verdicts.at(-1);
  if (!documents) return null;
  return {
    ...documents,
    site: remote.site,
    code: remote.code,
    explanation: remote.state === 'submitted' ? (last?.explanation ?? null) : null,
    soFar: remote.so_far,
    own: null,
    server: last
      ? {
          number: last.number,
          hash: verdictHash(last.explanation),
          merged: last.merged,
          scoreBp: last.explanation.score_bp,
        }
      : null,
    doubts: doubtsOf(remote),
    submittedAt: null,
    startedBy: remote.started_by,
    submitted: remote.state === 'submitted',
    positions: positionsIn(remote.answers, documents.template),
    nonconformities: await nonconformitiesOf(id),
  };
}

async function documentsOf(
  remote: Remote,
): Promise<{ template: Template; rules: RuleDocument } | null> {
  const kept = await pinned(app.now.db, remote.template, remote.rules);
  if (kept) return kept;
  try {
    return {
      template: await documentOf<Template>(remote.template),
      rules: await documentOf<RuleDocument>(remote.rules),
    };
  } catch {
    return null;
  }
}

/** A published document by its hash: its bytes are known, so its shape is. */
async function documentOf<T>(sha256: string): Promise<T> {
  const params = { path: { sha256 } };
  const asked = doors(browserPorts.net).GET('/api/documents/{sha256}', { params });
  return answerOf<T>(asked);
}
