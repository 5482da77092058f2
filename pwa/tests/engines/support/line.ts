import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * The network between one device and the server, with a plug that can be pulled.
 *
 * Bytes go through as they are. It keeps its port while it is cut, so that nobody else takes it:
 * whoever connects then is thrown out at once.
 */
export class Line {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private whole = true;

  private constructor(port: number) {
    this.server = createServer((device) => this.connected(device, port));
  }

  /** A line to an address of this machine. */
  static async to(address: string): Promise<Line> {
    const line = new Line(Number(new URL(address).port));
    line.server.listen(0, '127.0.0.1');
    await once(line.server, 'listening');
    return line;
  }

  /** Where the device finds the server. */
  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Breaks every connection; no new one comes about. */
  cut(): void {
    this.whole = false;
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  mend(): void {
    this.whole = true;
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private connected(device: Socket, port: number): void {
    if (!this.whole) {
      device.resetAndDestroy();
      return;
    }
    const server = connect(port, '127.0.0.1');
    this.keep(device, server);
    this.keep(server, device);
    device.pipe(server).pipe(device);
  }

  /** One end goes down with the other, after what was on its way. */
  private keep(socket: Socket, other: Socket): void {
    this.sockets.add(socket);
    socket.once('error', () => other.destroy());
    socket.once('close', () => {
      this.sockets.delete(socket);
      other.end();
    });
  }
}
