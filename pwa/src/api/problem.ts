import { isObject, type JsonObject } from '../domain';

/** What the server answered instead of what was asked (RFC 9457, with a code and both languages). */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly body: JsonObject;

  constructor(status: number, body: JsonObject) {
    super(String(body['detail'] ?? body['title'] ?? status));
    this.status = status;
    this.code = String(body['code'] ?? `http_${status}`);
    this.body = body;
  }

  /** The sentence for people in a language. */
  messageIn(language: string): string {
    const message = this.body['message'];
    if (isObject(message)) return String(message[language] ?? message['en'] ?? this.message);
    return this.message;
  }
}

/** The problem an answer stands for; an answer without a readable body still has its status. */
export async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text().catch(() => '');
  try {
    const body: unknown = JSON.parse(text);
    return new Problem(response.status, isObject(body) ? body : {});
  } catch {
    return new Problem(response.status, {});
  }
}
