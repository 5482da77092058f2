import type { Plain } from './browser';

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

interface Failure {
  readonly error: string;
  readonly message: string;
}

/** One session of W3C WebDriver over HTTP: commands as the standard names them. */
export class WebDriver {
  private readonly session: string;
  /** The version that the engine tells. */
  readonly version: string;

  private constructor(session: string, version: string) {
    this.session = session;
    this.version = version;
  }

  /** A new session at a driver. */
  static async at(address: string, capabilities: Plain): Promise<WebDriver> {
    const wish = { capabilities: { alwaysMatch: capabilities } };
    const made = (await exchange(`${address}/session`, 'POST', wish)) as {
      sessionId: string;
      capabilities: { browserVersion: string };
    };
    return new WebDriver(`${address}/session/${made.sessionId}`, made.capabilities.browserVersion);
  }

  get<T extends Plain>(command: string): Promise<T> {
    return exchange(`${this.session}/${command}`, 'GET') as Promise<T>;
  }

  post<T extends Plain>(command: string, body: Plain = {}): Promise<T> {
    return exchange(`${this.session}/${command}`, 'POST', body) as Promise<T>;
  }

  /** The address of an element's own commands. */
  async element(selector: string): Promise<string> {
    const found = await this.post<Record<string, string>>('element', {
      using: 'css selector',
      value: selector,
    });
    return `element/${found[ELEMENT]}`;
  }
}

/** Whether a driver takes sessions there. */
export async function isReady(address: string): Promise<boolean> {
  const answer = await fetch(`${address}/status`).catch(() => null);
  return answer?.ok ?? false;
}

async function exchange(url: string, method: string, body?: Plain): Promise<Plain> {
  const answer = await fetch(url, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const { value } = (await answer.json()) as { value: Plain };
  if (answer.ok) return value;
  const { error, message } = value as unknown as Failure;
  throw new Error(`${error}: ${message}`);
}
