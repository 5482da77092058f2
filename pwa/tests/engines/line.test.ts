import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Line } from './support/line';

const LARGE = Buffer.alloc(6_000_000, 7);
let server: Server;
let line: Line;

beforeEach(async () => {
  server = createServer((request, answer) => {
    if (request.url === '/never') answer.write('so far');
    else answer.setHeader('Connection', 'close').end(LARGE);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  line = await Line.to(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

afterEach(async () => {
  await line.close();
  server.closeAllConnections();
  server.close();
});

test('an answer comes through the line whole', async () => {
  const answer = await fetch(line.address);

  expect(LARGE.equals(Buffer.from(await answer.arrayBuffer()))).toBe(true);
});

test('a cut breaks what is on its way and lets nothing new through, until it is mended', async () => {
  const answer = await fetch(`${line.address}/never`);
  line.cut();

  await expect(answer.text()).rejects.toThrow();
  await expect(fetch(line.address)).rejects.toThrow();
  line.mend();
  expect((await fetch(line.address)).status).toBe(200);
});
