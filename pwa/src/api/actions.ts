import type { Net } from '../ports';
import { answerOf, doors, type Schemas } from './client';
import type { paths } from './schema';

export type HistoryEntry = Schemas['HistoryEntry'];
export type Deadline = Schemas['DeadlineShown'];
export type DeadlineClass = Schemas['ClassShown'];
export type Evidence = Schemas['EvidenceShown'];
export type Action = Schemas['ActionShown'];
export type BacklogItem = Schemas['BacklogItem'];
export type ActionDetail = Schemas['ActionDetail'];
export type Nonconformity = Schemas['NonconformityDetail'];
export type Backlog = Schemas['Backlog'];
/** An action as a screen shows it: without a network its deadline is not explained. */
export type ActionView = Omit<ActionDetail, 'deadline' | 'zone'> & {
  readonly deadline: Deadline | null;
  readonly zone?: string;
};
/** What a move says beside its name. */
export type Move = Partial<Schemas['Move']> & Pick<Schemas['Move'], 'event'>;
type Subject = 'actions' | 'nonconformities';
type BacklogQuery = NonNullable<paths['/api/actions']['get']['parameters']['query']>;

/** One page of the backlog; `query` as it stands in an address. */
export const listActions = (net: Net, query: string): Promise<Backlog> => {
  const asked: BacklogQuery = Object.fromEntries(new URLSearchParams(query));
  return answerOf(doors(net).GET('/api/actions', { params: { query: asked } }));
};

/** An action with its history, evidence and allowed moves. */
export const readAction = (net: Net, known: string): Promise<ActionDetail> =>
  answerOf(doors(net).GET('/api/actions/{known}', { params: { path: { known } } }));

/** A nonconformity with its actions and history. */
export const readNonconformity = (net: Net, known: string): Promise<Nonconformity> =>
  answerOf(doors(net).GET('/api/nonconformities/{known}', { params: { path: { known } } }));

export type Candidate = Schemas['Candidate'];

/** To whom an action can be given, the best first. */
export async function readCandidates(net: Net, known: string): Promise<readonly Candidate[]> {
  const path = { path: { known } };
  const asked = doors(net).GET('/api/actions/{known}/candidates', { params: path });
  return (await answerOf<Schemas['Candidates']>(asked)).items;
}

export type MovePreview = Schemas['MovePreview'];
export type WaitingFile = Schemas['WaitingFile'];

/** The due moments before and after a move, which is not made. */
export const previewMove = (
  net: Net,
  of: Subject,
  known: string,
  move: Move,
): Promise<MovePreview> =>
  answerOf(
    doors(net).POST(`/api/${of}/{known}/moves/preview`, {
      params: { path: { known } },
      body: move,
    }),
  );

/** Makes a move. Raises: Problem with the reason when it is refused; then nothing changed. */
export const makeMove = (
  net: Net,
  of: Subject,
  known: string,
  move: Move,
): Promise<Schemas['Moved']> =>
  answerOf(
    doors(net).POST(`/api/${of}/{known}/moves`, { params: { path: { known } }, body: move }),
  );
