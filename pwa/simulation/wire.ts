import { createInterface } from 'node:readline';
import type { Json, JsonObject } from '../src/domain';

/** A request of a device that waits for whoever plays the network. */
export interface Asked extends JsonObject {
  readonly call: number;
  readonly device: number;
  readonly method: string;
  readonly path: string;
  readonly headers: JsonObject;
  /** Base64; null without a body. */
  readonly body: string | null;
}

/** An answer: what a proxy made of what a server said, or nothing when the line broke. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What happened until nothing moved any more. */
export interface Quiet extends JsonObject {
  readonly asked: readonly Asked[];
  readonly done: readonly { readonly command: number; readonly result: Json }[];
  /** When the next timer of any device is due; null when none is set. */
  readonly timer: number | null;
}

/** Reads one order a line, and answers each before the next is read. */
export async function listen(take: (order: JsonObject) => Promise<Json>): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const answer = await take(JSON.parse(line) as JsonObject);
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
}
