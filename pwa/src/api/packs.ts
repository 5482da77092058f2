import { browserPorts } from '../ports';
import { answerOf, doors, type Schemas } from './client';

export type Pack = Schemas['PackShown'];
export type Job = Schemas['JobShown'];
type Scope = Schemas['PackOrder'];

const client = doors(browserPorts.net);

/** Packs that the person may see, newest first as the server lists them. */
export async function listPacks(): Promise<readonly Pack[]> {
  return (await answerOf<Schemas['Packs']>(client.GET('/api/evidence-packs'))).items;
}

/** Asks for a pack and gives its id. */
export async function buildPack(scope: Scope): Promise<string> {
  return (await answerOf<Schemas['Ordered']>(client.POST('/api/evidence-packs', { body: scope })))
    .pack;
}

/** How far a job is. */
export const readJob = (job: string): Promise<Job> =>
  answerOf(client.GET('/api/jobs/{job}', { params: { path: { job } } }));

/** Stops a job; what it has done so far can be taken up again. */
export const cancelJob = async (job: string): Promise<void> => {
  await client.DELETE('/api/jobs/{job}', { params: { path: { job } } });
};

/** Takes a stopped job up again. */
export const resumeJob = async (job: string): Promise<void> => {
  await client.POST('/api/jobs/{job}/resume', { params: { path: { job } } });
};
