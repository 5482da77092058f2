import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

const TEXT = /javascript|css|html/;

/**
 * Stands before a server and turns its app into the next version: every file has another name, and
 * those of the version before are gone, as they are after an update of the server.
 */
export class NextVersion {
  private readonly server: Server;
  private readonly port: number;
  private updated = false;

  private constructor(port: number) {
    this.port = port;
    this.server = createServer((asked, answer) => void this.pass(asked, answer));
  }

  /** A place before a server of this machine that gives the app as it is. */
  static async before(address: string): Promise<NextVersion> {
    const place = new NextVersion(Number(new URL(address).port));
    place.server.listen(0, '127.0.0.1');
    await once(place.server, 'listening');
    return place;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** From now on the server has the next version. */
  update(): void {
    this.updated = true;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async pass(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const path = asked.url ?? '/';
    if (this.updated && path.startsWith('/assets/')) {
      answer.writeHead(404).end();
      return;
    }
    const headers = { ...asked.headers };
    delete headers['accept-encoding'];
    const onward = request({
      host: '127.0.0.1',
      port: this.port,
      method: asked.method,
      path: path.replace(/^\/assets-next\//, '/assets/'),
      headers,
    });
    asked.pipe(onward);
    onward.once('error', () => answer.destroy());
    const [found] = (await once(onward, 'response').catch(() => [])) as [IncomingMessage?];
    if (!found) return;
    const renamed = this.updated && TEXT.test(found.headers['content-type'] ?? '');
    const text = renamed ? await textOf(found) : null;
    const { 'content-length': _, ...kept } = found.headers;
    answer.writeHead(found.statusCode ?? 502, text === null ? found.headers : kept);
    if (text === null) found.pipe(answer);
    else answer.end(text.replaceAll('assets/', 'assets-next/'));
  }
}

async function textOf(stream: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
