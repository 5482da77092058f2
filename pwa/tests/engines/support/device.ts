import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from '@playwright/test';
import { freshFolder, WORK } from '../../browser/support/folders';
import type { Photo } from '../../browser/support/photos';
import type { Size } from '../../browser/support/tablet';
import type { Browser, Key, Open, Plain, Point, Work } from './browser';
import type { Engine, EngineName } from './engines';
import { Line } from './line';
import { openChromium, openFirefox } from './puppeteer';
import { watchTap, whyMissed, whyNot } from './tapping';
import { openWebKit } from './webkit';

const OPENERS: Readonly<Record<EngineName, Open>> = {
  chromium: openChromium,
  firefox: openFirefox,
  webkit: openWebKit,
};
const POLL_MS = 40;
const ACTION_MS = 20_000;
const PICTURES = join(WORK, 'engines');

type Ready = Exclude<Engine, { missing: string }>;

/** The selector of a test id. */
export const id = (name: string): string => `[data-testid="${name}"]`;

/**
 * Looks again and again until it is as wanted, or the time is over.
 *
 * A look may fail while one page goes and the next one comes; then its error is what was seen.
 */
export const soon = <T>(look: () => Promise<T>, timeout = ACTION_MS) =>
  expect.poll(() => look().catch(String), {
    timeout,
    intervals: [POLL_MS, POLL_MS, 100, 100, 200],
  });

/** A device: an engine on a profile that outlives it, with a network of its own. */
export class Device {
  readonly name: string;
  readonly line: Line;
  private readonly engine: Ready;
  private readonly folder: string;
  private readonly size: Size;
  private browser: Browser | null = null;

  private constructor(engine: Ready, name: string, folder: string, line: Line, size: Size) {
    this.engine = engine;
    this.name = name;
    this.folder = folder;
    this.line = line;
    this.size = size;
  }

  /** A new device that has never been used. */
  static async fresh(engine: Ready, name: string, server: string, size: Size): Promise<Device> {
    const folder = freshFolder(`${engine.name}-${name}`);
    mkdirSync(join(folder, 'downloads'));
    const device = new Device(engine, name, folder, await Line.to(server), size);
    await device.open();
    return device;
  }

  /** Starts the engine on this device's profile. */
  async open(): Promise<void> {
    const { program, screen, name } = this.engine;
    const downloads = join(this.folder, 'downloads');
    const { folder: profile, size } = this;
    this.browser = await OPENERS[name]({ program, screen, profile, downloads, size });
  }

  get now(): Browser {
    if (!this.browser) throw new Error('the device is switched off');
    return this.browser;
  }

  /** Takes the power away. */
  async kill(): Promise<void> {
    await this.now.kill();
    this.browser = null;
  }

  async close(): Promise<void> {
    await this.browser?.close();
    this.browser = null;
    await this.line.close();
  }

  async goto(path: string): Promise<void> {
    await this.now.goto(this.line.address + path);
  }

  /** Goes back to the page before. */
  async back(): Promise<void> {
    await this.now.back();
  }

  path(): Promise<string> {
    return this.run(() => location.pathname);
  }

  run<Given extends readonly Plain[], T>(work: Work<Given, T>, ...given: Given): Promise<T> {
    return this.now.run(work, ...given);
  }

  count(selector: string): Promise<number> {
    return this.run((one) => document.querySelectorAll(one).length, selector);
  }

  /** The words of the first match; null without one. */
  text(selector: string): Promise<string | null> {
    return this.run((one) => document.querySelector(one)?.textContent?.trim() ?? null, selector);
  }

  attribute(selector: string, name: string): Promise<string | null> {
    const look = (one: string, wanted: string) =>
      document.querySelector(one)?.getAttribute(wanted) ?? null;
    return this.run(look, selector, name);
  }

  value(selector: string): Promise<string | null> {
    const look = (one: string) => document.querySelector<HTMLInputElement>(one)?.value ?? null;
    return this.run(look, selector);
  }

  /** Waits until it is there. */
  async sees(selector: string, timeout = ACTION_MS): Promise<void> {
    await soon(() => this.count(selector), timeout).toBeGreaterThan(0);
  }

  /** Taps what can be tapped: there, in sight, at rest, enabled and covered by nothing. */
  async tap(selector: string): Promise<void> {
    await soon(async () => (await this.run(whyNot, selector)) || this.missed(selector)).toBe('');
  }

  /** Types a text in place of what stands there. */
  async fill(selector: string, text: string): Promise<void> {
    await this.tap(selector);
    await this.run((one) => document.querySelector<HTMLInputElement>(one)?.select(), selector);
    await this.now.type(text);
    await soon(() => this.value(selector)).toBe(text);
  }

  press(key: Key): Promise<void> {
    return this.now.press(key);
  }

  /** Sets a list or a date: their own windows differ in each engine and belong to it. */
  async set(selector: string, value: string): Promise<void> {
    await this.sees(selector);
    await this.run(
      (one, wanted) => {
        const field = document.querySelector<HTMLInputElement>(one);
        if (!field) return;
        field.value = wanted;
        field.dispatchEvent(new Event('input', { bubbles: true }));
        field.dispatchEvent(new Event('change', { bubbles: true }));
      },
      selector,
      value,
    );
    await soon(() => this.value(selector)).toBe(value);
  }

  /** Chooses the option of a list whose words match. */
  async pick(selector: string, words: RegExp): Promise<void> {
    const options = () =>
      this.run(
        (one) =>
          [...document.querySelectorAll<HTMLOptionElement>(`${one} option`)].map(
            ({ textContent, value }) => [textContent ?? '', value] as const,
          ),
        selector,
      );
    const wanted = async () => (await options()).find(([text]) => words.test(text))?.[1] ?? '';
    await soon(wanted).not.toBe('');
    await this.set(selector, await wanted());
  }

  /** Gives photos to a file input, as the camera does. */
  async photograph(selector: string, ...photos: readonly Photo[]): Promise<void> {
    const paths = photos.map(({ name, buffer }) => {
      const path = join(this.folder, name);
      writeFileSync(path, buffer);
      return path;
    });
    await this.attach(selector, ...paths);
  }

  async attach(selector: string, ...paths: readonly string[]): Promise<void> {
    await this.sees(selector);
    await this.now.attach(selector, paths);
  }

  /** Draws over a field; the points are counted from its corner. */
  async draw(selector: string, points: readonly Point[]): Promise<void> {
    await soon(() => this.run(whyNot, selector)).toBe('');
    const corner = await this.run((one) => {
      const box = document.querySelector(one)?.getBoundingClientRect();
      return { x: box?.x ?? 0, y: box?.y ?? 0 };
    }, selector);
    await this.now.draw(points.map(({ x, y }) => ({ x: corner.x + x, y: corner.y + y })));
  }

  /** Taps a link to a file and gives the path when all of it has come. */
  async download(selector: string, name: RegExp): Promise<string> {
    const folder = join(this.folder, 'downloads');
    const before = new Set(readdirSync(folder));
    const finished = () => {
      const [file, ...parts] = readdirSync(folder).filter((one) => !before.has(one));
      return parts.length === 0 && name.test(file ?? '') ? file : undefined;
    };
    await this.tap(selector);
    const end = performance.now() + ACTION_MS;
    for (let file = finished(); performance.now() < end; file = finished()) {
      if (file !== undefined) return join(folder, file);
      await pause(POLL_MS);
    }
    throw new Error(`no download, but ${readdirSync(folder).join(', ') || 'nothing'}`);
  }

  /** Taps; why it counts for nothing, should the screen have moved meanwhile. */
  private async missed(selector: string): Promise<string> {
    await this.run(watchTap, selector);
    await this.now.click(selector);
    // Where the tap led to another page, there is nobody left to ask.
    return this.run(whyMissed).catch(() => '');
  }

  /** Keeps what is seen under the engine's name. */
  async picture(name: string): Promise<void> {
    const folder = join(PICTURES, this.engine.name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name}.png`), await this.now.picture());
  }
}
