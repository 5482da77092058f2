import type { Json, JsonObject } from '../../../src/domain';
import { PASSWORD } from './folders';

/** A person at the server's doors, as a script speaks with it. */
export class Api {
  readonly address: string;
  readonly session: JsonObject;
  private readonly token: string;

  private constructor(address: string, session: JsonObject) {
    this.address = address;
    this.session = session;
    this.token = String(session['token']);
  }

  static async signedIn(address: string, key: string, device?: JsonObject): Promise<Api> {
    const email = `${key}@harbourline.example`;
    const body = { email, password: PASSWORD, ...(device ? { device } : {}) };
    const session = await exchange(`${address}/api/session`, {}, 'POST', JSON.stringify(body));
    return new Api(address, session as JsonObject);
  }

  get<T>(path: string): Promise<T> {
    return exchange(this.address + path, this.headers, 'GET') as Promise<T>;
  }

  post<T>(path: string, body: Json): Promise<T> {
    return this.send(path, JSON.stringify(body));
  }

  /** Posts a text as it is. */
  send<T>(path: string, text: string): Promise<T> {
    return exchange(this.address + path, this.headers, 'POST', text) as Promise<T>;
  }

  private get headers(): Record<string, string> {
    return { Authorization: `Bearer ${this.token}` };
  }
}

async function exchange(
  url: string,
  headers: Readonly<Record<string, string>>,
  method: string,
  body?: string,
): Promise<unknown> {
  const answer = await fetch(url, {
    method,
    headers: { ...headers, 'Content-Type': 'application/json', 'Fieldseal-Protocol': '1' },
    ...(body === undefined ? {} : { body }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${text}`);
  return text === '' ? null : JSON.parse(text);
}
