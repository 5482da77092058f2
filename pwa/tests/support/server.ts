import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ServerModel } from './model';

export { NOW } from './model';

type Handler = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void;

/** The model of the server on loopback; it can be told to misbehave. */
export class ScriptedServer extends ServerModel {
  readonly requests: string[] = [];
  /** Answers used up before the real doors answer again. */
  readonly script: Handler[] = [];
  private server: Server | null = null;

  async start(): Promise<string> {
    this.server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => this.serve(request, response, Buffer.concat(parts)));
    });
    await new Promise<void>((resolve) => this.server?.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }

  private serve(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    const { method = '', url = '' } = request;
    this.requests.push(`${method} ${url.split('?')[0]}`);
    const scripted = this.script.shift();
    if (scripted) scripted(request, response, body);
    else this.really(request, response, body);
  }

  private really(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    const { method = '', url = '' } = request;
    const headers = new Headers();
    for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value));
    const given = this.answer({ method, path: url, headers, body });
    const text = typeof given.body === 'string' ? given.body : JSON.stringify(given.body);
    response.writeHead(given.status, { 'Content-Type': 'application/json', ...given.headers });
    response.end(given.body === undefined ? undefined : text);
  }
}

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
