import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { FONTS_FILE } from '../../browser/support/folders';
import { freePort } from '../../browser/support/server';
import type { Browser, Key, Opening, Plain, Point, Work } from './browser';
import { PYTHON, WEBKIT_WINDOW } from './engines';
import { ended, started } from './processes';
import { isReady, WebDriver } from './webdriver';

const POLL_MS = 50;
const START_MS = 30_000;
/** A hand takes its time; moves within one frame would be drawn as one. */
const MOVE_MS = 20;
/** The code points by which WebDriver names keys without a letter. */
const KEYS: Readonly<Record<Key, string>> = { Tab: '\uE004', Escape: '\uE00C' };
/** One display a window: none hides the other, and the focus is always here. */
const SCREEN = ['-displayfd', '3', '-screen', '0', '1600x1300x24', '-nolisten', 'tcp'];

/** WebKitGTK over WebDriver, in a window of ours that keeps its profile. */
export async function openWebKit(opening: Opening): Promise<Browser> {
  const screen = started(opening.screen, SCREEN, process.env, [
    'ignore',
    'ignore',
    'ignore',
    'pipe',
  ]);
  const display = await displayOf(screen);
  const port = await freePort();
  const driver = started(opening.program, [`--port=${port}`], environment(opening, display));
  const address = `http://127.0.0.1:${port}`;
  await ready(address, driver);
  const { profile, downloads, size } = opening;
  const args = [WEBKIT_WINDOW, profile, downloads, String(size.width), String(size.height)];
  const session = await WebDriver.at(address, {
    'webkitgtk:browserOptions': { binary: PYTHON, args },
  });
  await session.post('timeouts', { script: START_MS });
  return new WebKitBrowser(session, driver, screen);
}

function environment({ profile }: Opening, display: string): NodeJS.ProcessEnv {
  const home = join(profile, 'home');
  mkdirSync(home, { recursive: true });
  return {
    ...process.env,
    HOME: home,
    DISPLAY: `:${display}`,
    FONTCONFIG_FILE: FONTS_FILE,
    NO_AT_BRIDGE: '1',
    // The sandbox needs rights that a container and root do not have; only our own pages are opened.
    WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
  };
}

/** The number that the screen wrote: it chose a free one. */
async function displayOf(screen: ChildProcess): Promise<string> {
  const numbers = screen.stdio[3] as Readable;
  const [data] = (await Promise.race([
    once(numbers, 'data'),
    once(screen, 'exit').then(() => {
      throw new Error('the screen does not start');
    }),
  ])) as [Buffer];
  return data.toString().trim();
}

async function ready(address: string, driver: ChildProcess): Promise<void> {
  const end = performance.now() + START_MS;
  while (performance.now() < end) {
    if (driver.exitCode !== null) throw new Error(`the driver ended with ${driver.exitCode}`);
    if (await isReady(address)) return;
    await pause(POLL_MS);
  }
  throw new Error('the driver did not get ready');
}

class WebKitBrowser implements Browser {
  private readonly session: WebDriver;
  private readonly driver: ChildProcess;
  private readonly screen: ChildProcess;
  /** Handles in the order of opening, once there is more than one. */
  private readonly windows: string[] = [];

  constructor(session: WebDriver, driver: ChildProcess, screen: ChildProcess) {
    this.session = session;
    this.driver = driver;
    this.screen = screen;
  }

  get version(): string {
    return `webkitgtk/${this.session.version}`;
  }

  async goto(address: string): Promise<void> {
    await this.session.post('url', { url: address });
  }

  async back(): Promise<void> {
    await this.session.post('back');
  }

  async run<Given extends readonly Plain[], T>(work: Work<Given, T>, ...given: Given): Promise<T> {
    const script = `const done = arguments[arguments.length - 1];
      const given = [...arguments].slice(0, -1);
      Promise.resolve().then(() => (${work})(...given)).then(
        (value) => done({ value: value ?? null }),
        (error) => done({ error: String(error) }),
      );`;
    const answer = await this.session.post<{ value: Plain } | { error: string }>('execute/async', {
      script,
      args: given,
    });
    if ('error' in answer) throw new Error(String(answer['error']));
    return answer.value as T;
  }

  async click(selector: string): Promise<void> {
    await this.session.post(`${await this.session.element(selector)}/click`);
  }

  async type(text: string): Promise<void> {
    const actions = [...text].flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ]);
    await this.act({ type: 'key', id: 'keyboard', actions });
  }

  async press(key: Key): Promise<void> {
    await this.type(KEYS[key]);
  }

  async attach(selector: string, paths: readonly string[]): Promise<void> {
    const text = paths.join('\n');
    await this.session.post(`${await this.session.element(selector)}/value`, { text });
  }

  async draw([first, ...others]: readonly Point[]): Promise<void> {
    if (!first) return;
    const move = ({ x, y }: Point) => ({ type: 'pointerMove', duration: MOVE_MS, x, y });
    const button = { button: 0 };
    const actions = [
      move(first),
      { type: 'pointerDown', ...button },
      ...others.map(move),
      { type: 'pointerUp', ...button },
    ];
    await this.act({ type: 'pointer', id: 'finger', actions });
  }

  async picture(): Promise<Buffer> {
    return Buffer.from(await this.session.get<string>('screenshot'), 'base64');
  }

  async another(): Promise<void> {
    if (this.windows.length === 0) this.windows.push(await this.session.get('window'));
    const { handle } = await this.session.post<{ handle: string }>('window/new', { type: 'tab' });
    this.windows.push(handle);
    await this.turnTo(this.windows.length);
  }

  async turnTo(window: number): Promise<void> {
    await this.session.post('window', { handle: this.windows[window - 1] ?? '' });
  }

  async kill(): Promise<void> {
    await ended(this.driver);
    await ended(this.screen);
  }

  close(): Promise<void> {
    return this.kill();
  }

  private async act(source: Plain): Promise<void> {
    await this.session.post('actions', { actions: [source] });
  }
}
