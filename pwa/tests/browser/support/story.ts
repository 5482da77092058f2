import { Api } from './api';
import type { DemoServer } from './server';

interface Found {
  readonly id: string;
  readonly code: string;
  readonly state: string;
}

interface Verdict {
  readonly number: number;
  readonly hash: string;
  readonly merged: boolean;
  readonly explanation: { readonly score_bp: number | null };
}

export interface InspectionSeen {
  readonly state: string;
  readonly site: string;
  readonly answers: readonly { readonly question: string }[];
  readonly files: readonly { readonly received: boolean }[];
  readonly verdicts: readonly Verdict[];
}

/** What the server says, read as an officer with a script. */
export class ServerView {
  private readonly server: DemoServer;

  constructor(server: DemoServer) {
    this.server = server;
  }

  async inspection(id: string): Promise<InspectionSeen> {
    return (await this.api()).get<InspectionSeen>(`/api/inspections/${id}`);
  }

  /** The one nonconformity of an inspection. */
  async nonconformity(inspection: string): Promise<Found> {
    const api = await this.api();
    const page = await api.get<{ items: readonly (Found & { inspection: string })[] }>(
      '/api/nonconformities?limit=200',
    );
    const found = page.items.find((one) => one.inspection === inspection);
    if (!found) throw new Error('this inspection raised no nonconformity');
    return found;
  }

  async actionOf(nonconformity: string): Promise<Found> {
    const api = await this.api();
    const seen = await api.get<{ actions: readonly Found[] }>(
      `/api/nonconformities/${nonconformity}`,
    );
    const [action] = seen.actions;
    if (!action) throw new Error('this nonconformity has no action');
    return action;
  }

  private api(): Promise<Api> {
    return Api.signedIn(this.server.address, 'p05');
  }
}
