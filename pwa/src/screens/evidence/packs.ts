import type { Listing } from '../../api/actions';
import { getJson, sendJson } from '../../api/client';
import { browserPorts } from '../../ports';

export interface Pack {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly lang: string;
  readonly state: string;
  readonly bytes: number | null;
  readonly issued_at: string | null;
  readonly sha256: string | null;
}

export interface Job {
  readonly id: string;
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly percent: number;
  readonly phase: string | null;
  readonly error: string | null;
}

interface Scope {
  readonly from: string;
  readonly to: string;
  readonly lang: string;
  readonly sites?: readonly string[];
}

const { net } = browserPorts;

/** Packs that the person may see, newest first as the server lists them. */
export async function listPacks(): Promise<readonly Pack[]> {
  return (await getJson<Listing<Pack>>(net, '/api/evidence-packs')).items;
}

/** Asks for a pack and gives the job that builds it. */
export async function buildPack(scope: Scope): Promise<string> {
  return (await sendJson<{ job: string }>(net, 'POST', '/api/evidence-packs', scope)).job;
}

/** How far a job is. */
export const readJob = (id: string): Promise<Job> => getJson<Job>(net, `/api/jobs/${id}`);

/** Stops a job; what it has done so far can be taken up again. */
export const cancelJob = (id: string): Promise<unknown> =>
  sendJson(net, 'DELETE', `/api/jobs/${id}`);

/** Takes a stopped job up again. */
export const resumeJob = (id: string): Promise<unknown> =>
  sendJson(net, 'POST', `/api/jobs/${id}/resume`);
