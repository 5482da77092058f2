import type { Size } from '../../browser/support/tablet';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export type Key = 'Tab' | 'Escape';

/** What goes into a page and comes out of it: nothing but JSON. */
export type Plain = string | number | boolean | null | readonly Plain[] | { [key: string]: Plain };

/** Runs in the page; it may use nothing but what it is given and the page itself. */
export type Work<Given extends readonly Plain[], T> = (...given: Given) => T | Promise<T>;

/**
 * One window of an engine, moved as a person moves it: a real pointer, real keys.
 *
 * Elements are named by CSS selectors. Nothing here waits for the page; `Device` does.
 */
export interface Browser {
  /** The engine's version as it says itself. */
  readonly version: string;
  /** Resolves when the page has loaded. */
  goto(address: string): Promise<void>;
  back(): Promise<void>;
  run<Given extends readonly Plain[], T>(work: Work<Given, T>, ...given: Given): Promise<T>;
  click(selector: string): Promise<void>;
  /** Types into whatever has the focus. */
  type(text: string): Promise<void>;
  press(key: Key): Promise<void>;
  /** Gives files of this machine to a file input. */
  attach(selector: string, paths: readonly string[]): Promise<void>;
  /** Draws one stroke with the button held. */
  draw(points: readonly Point[]): Promise<void>;
  /** What is seen now, as a PNG. */
  picture(): Promise<Buffer>;
  /** Opens one more window of the same profile and goes on there. */
  another(): Promise<void>;
  /** Goes on in the window that was opened as the first, second, … */
  turnTo(window: number): Promise<void>;
  /** Ends every process of it at once, as a power cut would. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

export interface Opening {
  readonly program: string;
  /** The screen that it needs, where it needs one. */
  readonly screen: string;
  /** The folder that outlives it. */
  readonly profile: string;
  readonly downloads: string;
  readonly size: Size;
}

export type Open = (opening: Opening) => Promise<Browser>;
