import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { BROWSER_FILE, FONTS_FILE, freshFolder, STARTER } from './folders';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export const SIZES = {
  tablet: { width: 820, height: 1180 },
  wide: { width: 1180, height: 820 },
  phone: { width: 390, height: 844 },
  desk: { width: 1440, height: 900 },
} as const satisfies Record<string, Size>;

const ACTION_MS = 20_000;

const ARGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
];

/** A device: one browser with a profile that outlives it. */
export class Tablet {
  context!: BrowserContext;
  page!: Page;
  readonly profile: string;
  readonly address: string;
  readonly size: Size;

  private constructor(profile: string, address: string, size: Size) {
    this.profile = profile;
    this.address = address;
    this.size = size;
  }

  /** A new device that has never been used. */
  static async fresh(name: string, address: string, size: Size = SIZES.tablet): Promise<Tablet> {
    const tablet = new Tablet(freshFolder(`tablet-${name}`), address, size);
    await tablet.open();
    return tablet;
  }

  /** Starts the browser on this device's profile. */
  async open({ offline = false } = {}): Promise<void> {
    const { path } = JSON.parse(readFileSync(BROWSER_FILE, 'utf8')) as { path: string };
    this.context = await chromium.launchPersistentContext(this.profile, {
      executablePath: STARTER,
      env: this.environment(path),
      args: ARGS,
      baseURL: this.address,
      viewport: this.size,
      locale: 'en-GB',
      offline,
      acceptDownloads: true,
    });
    this.context.setDefaultTimeout(ACTION_MS);
    this.page = this.context.pages()[0] ?? (await this.context.newPage());
  }

  /** Kills the browser as a power cut would: nothing of it gets to tidy up. */
  async kill(): Promise<void> {
    const closed = this.context.waitForEvent('close');
    // Its process leads a group, in which all of its helpers are.
    process.kill(-Number(readFileSync(this.pidFile, 'utf8')), 'SIGKILL');
    await closed;
  }

  async close(): Promise<void> {
    await this.context.close();
  }

  private environment(path: string): Record<string, string> {
    const own = Object.entries(process.env).filter((pair): pair is [string, string] => !!pair[1]);
    return {
      ...Object.fromEntries(own),
      FIELDSEAL_BROWSER: path,
      FIELDSEAL_PID_FILE: this.pidFile,
      FONTCONFIG_FILE: FONTS_FILE,
    };
  }

  private get pidFile(): string {
    return join(this.profile, 'fieldseal.pid');
  }
}
