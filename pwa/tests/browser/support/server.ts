import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freshFolder, PASSWORD, ROOT, SEED, serverEnvironment } from './folders';

const POLL_MS = 50;
const START_MS = 30_000;
const TOLD = ['ledger', 'restored', '--data'] as const;
const PYTHON = join(ROOT, '.venv/bin/python');

/** The demo server on its own copy of the seeded data. */
export class DemoServer {
  readonly data: string;
  readonly address: string;
  private readonly port: number;
  private process: ChildProcess | null = null;

  private constructor(data: string, port: number) {
    this.data = data;
    this.port = port;
    this.address = `http://127.0.0.1:${port}`;
  }

  /** A running server with the demo's year in it. */
  static async started(name: string): Promise<DemoServer> {
    const data = freshFolder(`server-${name}`);
    cpSync(SEED, data, { recursive: true });
    const server = new DemoServer(data, await freePort());
    await server.start();
    return server;
  }

  /** Serves the data; with days, by a clock that is so far ahead. */
  async start(daysAhead = 0): Promise<void> {
    const later = join(ROOT, 'pwa/tests/browser/support/later_server.py');
    const [program, first] =
      daysAhead > 0
        ? [PYTHON, [later, '--days', String(daysAhead)]]
        : [join(ROOT, '.venv/bin/fieldseal'), ['demo', '--demo-password', PASSWORD]];
    const args = [...first, '--data', this.data, '--port', String(this.port)];
    const child = spawn(program, args, {
      cwd: ROOT,
      env: serverEnvironment(),
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    this.process = child;
    await this.ready(child);
  }

  /** Stops the server; its data stays. */
  async stop(): Promise<void> {
    const child = this.process;
    this.process = null;
    if (!child || child.exitCode !== null) return;
    const over = once(child, 'exit');
    child.kill('SIGTERM');
    await over;
  }

  /** Copies the data as a stopped server leaves it, and goes on serving. */
  async copied(): Promise<string> {
    const copy = freshFolder('copy');
    await this.stop();
    cpSync(this.data, copy, { recursive: true });
    await this.start();
    return copy;
  }

  /** Puts a copy back, as the manual says, and serves it. */
  async putBack(copy: string): Promise<void> {
    await this.stop();
    rmSync(this.data, { recursive: true });
    cpSync(copy, this.data, { recursive: true });
    const command = spawn(join(ROOT, '.venv/bin/fieldseal'), [...TOLD, this.data], {
      cwd: ROOT,
      env: serverEnvironment(),
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const [code] = (await once(command, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`the log could not be told: ${code}`);
    await this.start();
  }

  private async ready(child: ChildProcess): Promise<void> {
    const end = performance.now() + START_MS;
    while (performance.now() < end) {
      if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
      const answer = await fetch(`${this.address}/health/ready`).catch(() => null);
      if (answer?.ok) return;
      await pause(POLL_MS);
    }
    throw new Error('the server did not get ready');
  }
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
