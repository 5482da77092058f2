import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Handler = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void;

interface Upload {
  readonly sha256: string;
  readonly size: number;
  data: Buffer;
}

/** A small server on loopback that keeps what is pushed and can be told to misbehave. */
export class ScriptedServer {
  readonly operations: string[] = [];
  readonly files = new Map<string, Buffer>();
  readonly requests: string[] = [];
  /** Answers used up before the real doors answer again. */
  readonly script: Handler[] = [];
  epoch = '1';
  refuse: (text: string) => string | null = () => null;
  items: object[] = [];
  private readonly uploads = new Map<string, Upload>();
  private server: Server | null = null;

  async start(): Promise<string> {
    this.server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => this.answer(request, response, Buffer.concat(parts)));
    });
    await new Promise<void>((resolve) => this.server?.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }

  private answer(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    const path = (request.url ?? '').split('?')[0] ?? '';
    this.requests.push(`${request.method} ${path}`);
    const scripted = this.script.shift();
    if (scripted) scripted(request, response, body);
    else if (path === '/api/sync/push') this.push(response, body);
    else if (path === '/api/sync/pull') this.pull(response);
    else if (path === '/api/files') this.create(request, response);
    else if (path.startsWith('/api/files')) this.file(request, response, body);
    else json(response, 404, { code: 'not_found' });
  }

  private push(response: ServerResponse, body: Buffer): void {
    const { operations } = JSON.parse(body.toString()) as {
      operations: { id?: string; seq: number; void?: string }[];
    };
    const first = operations[0]?.seq ?? 1;
    if (first > this.operations.length + 1) {
      json(response, 409, { code: 'gap', expected: this.operations.length + 1 });
      return;
    }
    const statuses = operations.map((operation) => {
      const text = JSON.stringify(operation);
      if (operation.seq > this.operations.length) this.operations.push(text);
      if (operation.void) return { id: null, status: 'rejected', code: 'void' };
      const code = this.refuse(text);
      return code
        ? { id: operation.id, status: 'rejected', code, message: { en: `because ${code}` } }
        : { id: operation.id, status: 'ok' };
    });
    const { epoch } = this;
    json(response, 200, {
      received_through: this.operations.length,
      statuses,
      epoch,
      server_time: NOW,
    });
  }

  private pull(response: ServerResponse): void {
    const { epoch, items } = this;
    this.items = [];
    json(response, 200, {
      epoch,
      cursor: `c${this.requests.length}`,
      more: false,
      server_time: NOW,
      items,
    });
  }

  private file(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    const id = request.url?.split('/').pop() ?? '';
    const upload = this.uploads.get(id);
    if (!upload) {
      json(response, 404, {});
      return;
    }
    if (request.method === 'PATCH') {
      upload.data = Buffer.concat([upload.data, body]);
      if (upload.data.length === upload.size) this.files.set(upload.sha256, upload.data);
    }
    response.writeHead(204, { 'Upload-Offset': String(upload.data.length) }).end();
  }

  private create(request: IncomingMessage, response: ServerResponse): void {
    const metadata = String(request.headers['upload-metadata']);
    const coded = /sha256 ([^,]+)/.exec(metadata)?.[1] ?? '';
    const sha256 = Buffer.from(coded, 'base64').toString();
    const size = Number(request.headers['upload-length']);
    const id = `u${this.uploads.size}`;
    this.uploads.set(id, { sha256, size, data: Buffer.alloc(0) });
    response.writeHead(201, { Location: `/api/files/${id}`, 'Upload-Offset': '0' }).end();
  }
}

const NOW = '2026-11-20T09:41:07.000Z';

/** Answers JSON. */
export function json(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

/** The hash of an operation as it was sent. */
export function hashOfText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
