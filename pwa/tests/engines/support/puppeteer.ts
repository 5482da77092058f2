import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import puppeteer, { type ElementHandle, type LaunchOptions, type Page } from 'puppeteer-core';
import { FONTS_FILE } from '../../browser/support/folders';
import type { Browser, Key, Opening, Plain, Point, Work } from './browser';
import { ended } from './processes';

const START_MS = 60_000;

/** Firefox over WebDriver BiDi. */
export const openFirefox = (opening: Opening): Promise<Browser> =>
  launched(opening, {
    browser: 'firefox',
    extraPrefsFirefox: {
      'intl.accept_languages': 'en-GB,en',
      'browser.download.folderList': 2,
      'browser.download.dir': opening.downloads,
      'browser.download.useDownloadDir': true,
      'browser.download.alwaysOpenPanel': false,
      'browser.download.always_ask_before_handling_new_types': false,
    },
  });

/** Chromium over its own protocol: the measure for the other two. */
export const openChromium = (opening: Opening): Promise<Browser> =>
  launched(opening, {
    browser: 'chrome',
    args: ['--disable-gpu', '--no-first-run', '--no-sandbox', '--lang=en-GB'],
    downloadBehavior: { policy: 'allow', downloadPath: opening.downloads },
  });

async function launched(opening: Opening, own: LaunchOptions): Promise<Browser> {
  const home = join(opening.profile, 'home');
  mkdirSync(home, { recursive: true });
  const browser = await puppeteer.launch({
    ...own,
    executablePath: opening.program,
    userDataDir: join(opening.profile, 'profile'),
    headless: true,
    defaultViewport: opening.size,
    timeout: START_MS,
    env: { ...process.env, HOME: home, FONTCONFIG_FILE: FONTS_FILE },
  });
  // In the window that Firefox starts with, the address bar keeps the focus: no page hears of it there.
  const page = await browser.newPage();
  await page.setViewport(opening.size);
  return new PuppeteerBrowser(page, opening, await browser.version());
}

class PuppeteerBrowser implements Browser {
  private readonly windows: Page[];
  private page: Page;
  private readonly opening: Opening;
  readonly version: string;

  constructor(page: Page, opening: Opening, version: string) {
    this.page = page;
    this.windows = [page];
    this.opening = opening;
    this.version = version;
  }

  async goto(address: string): Promise<void> {
    await this.page.goto(address);
  }

  async back(): Promise<void> {
    await this.page.goBack();
  }

  run<Given extends readonly Plain[], T>(work: Work<Given, T>, ...given: Given): Promise<T> {
    return this.page.evaluate(work as never, ...given);
  }

  async click(selector: string): Promise<void> {
    const element = await this.element(selector);
    await element.click();
    await element.dispose();
  }

  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  async press(key: Key): Promise<void> {
    await this.page.keyboard.press(key);
  }

  async attach(selector: string, paths: readonly string[]): Promise<void> {
    const input = (await this.element(selector)) as ElementHandle<HTMLInputElement>;
    await input.uploadFile(...paths);
    await input.dispose();
  }

  async draw([first, ...others]: readonly Point[]): Promise<void> {
    if (!first) return;
    const { mouse } = this.page;
    await mouse.move(first.x, first.y);
    await mouse.down();
    for (const { x, y } of others) {
      await mouse.move(x, y);
      // A hand takes its time; moves within one frame would be drawn as one.
      await this.page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
    }
    await mouse.up();
  }

  async picture(): Promise<Buffer> {
    return Buffer.from(await this.page.screenshot());
  }

  async another(): Promise<void> {
    this.page = await this.page.browser().newPage();
    await this.page.setViewport(this.opening.size);
    this.windows.push(this.page);
  }

  async turnTo(window: number): Promise<void> {
    const page = this.windows[window - 1];
    if (!page) throw new Error(`no window ${window}`);
    this.page = page;
    await page.bringToFront();
  }

  async kill(): Promise<void> {
    const child = this.page.browser().process();
    if (child) await ended(child);
  }

  async close(): Promise<void> {
    await this.page.browser().close();
  }

  private async element(selector: string): Promise<ElementHandle> {
    const found = await this.page.$(selector);
    if (!found) throw new Error(`nothing is named ${selector}`);
    return found;
  }
}
