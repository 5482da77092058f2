import type { Filler } from '../../browser/pages/fire_safety_walk';
import type { Photo } from '../../browser/support/photos';
import { type Device, id, soon } from '../support/device';
import { expect } from '../support/fixtures';

const STROKE_STEPS = 24;
const STROKE_WIDTH = 200;

/** Starts a checklist at a site and gives the new inspection's id. */
export async function startChecklist(
  device: Device,
  template: string,
  site: RegExp,
): Promise<string> {
  await device.goto('/today');
  await device.tap(id('today-choose'));
  await device.pick(id('choose-site'), site);
  await device.tap(`dialog ${id(`today-start-${template}`)}`);
  await soon(() => device.path()).toMatch(/^\/inspections\/[0-9a-f-]{36}/);
  return (await device.path()).split('/')[2] ?? '';
}

/** One inspection while it is filled; every step waits until it is durable. */
export class Form implements Filler {
  readonly device: Device;

  constructor(device: Device) {
    this.device = device;
  }

  async section(name: string): Promise<void> {
    const place = id(`section-${name}`);
    await this.device.tap(place);
    await soon(() => this.device.attribute(place, 'aria-current')).toBe('step');
  }

  async choose(question: string, choice: string): Promise<void> {
    await this.device.tap(option(question, choice));
    await this.expectChosen(question, choice);
  }

  async expectChosen(question: string, choice: string): Promise<void> {
    const look = () => this.device.attribute(option(question, choice), 'aria-checked');
    await soon(look).toBe('true');
  }

  async type(question: string, value: string): Promise<void> {
    await this.device.fill(id(`answer-${question}`), value);
    await this.device.press('Tab');
    await this.expectAnswered(question);
    await this.expectTyped(question, value);
  }

  async expectTyped(question: string, value: string): Promise<void> {
    await soon(() => this.device.value(id(`answer-${question}`))).toBe(value);
  }

  async today(question: string): Promise<void> {
    await this.device.tap(id(`now-${question}`));
    await this.expectAnswered(question);
  }

  async photograph(question: string, photo: Photo): Promise<void> {
    const before = await this.photos(question);
    await this.device.photograph(id(`photo-input-${question}`), photo);
    await this.expectPhotos(question, before + 1);
  }

  /** Waits until so many photos are stored, and their pictures are drawn. */
  async expectPhotos(question: string, count: number): Promise<void> {
    await soon(() => this.photos(question)).toBe(count);
    const drawn = () => this.device.run(drawnPictures, id(`photo-${question}`));
    await soon(drawn).toBe(count);
  }

  async note(question: string, text: string): Promise<void> {
    await this.device.fill(id(`note-${question}`), text);
    await this.device.press('Tab');
    await this.expectNote(question, text);
  }

  async expectNote(question: string, text: string): Promise<void> {
    await soon(() => this.device.value(id(`note-${question}`))).toBe(text);
  }

  /** Signs by hand: the strokes must leave ink. */
  async sign(question: string, role: string): Promise<void> {
    await this.openSheet(question, role);
    const canvas = id('sign-canvas');
    await this.device.draw(canvas, strokes());
    await soon(() => this.device.count('dialog button[disabled]')).toBe(0);
    expect(await this.device.run(inkWidth, canvas)).toBeGreaterThan(STROKE_WIDTH / 2);
    await this.device.picture('signature');
    await this.confirm(question);
  }

  async signTyped(question: string, role: string): Promise<void> {
    await this.openSheet(question, role);
    await this.confirm(question);
  }

  liveScore(): Promise<string | null> {
    return this.device.text(id('live-score'));
  }

  private photos(question: string): Promise<number> {
    return this.device.count(id(`photo-${question}`));
  }

  private async expectAnswered(question: string): Promise<void> {
    const look = () => this.device.attribute(`[data-row^="${question}-"]`, 'data-status');
    await soon(look).toBe('answered');
  }

  private async openSheet(question: string, role: string): Promise<void> {
    await this.device.tap(id(`sign-${question}`));
    await this.device.fill(id('sign-role'), role);
  }

  private async confirm(question: string): Promise<void> {
    await this.device.tap(id('sign-confirm'));
    await this.expectAnswered(question);
  }
}

const option = (question: string, choice: string) => id(`answer-${question}-${choice}`);

/** How many pictures are drawn; they are read only when they come into sight. */
function drawnPictures(selector: string): number {
  document.querySelector(selector)?.scrollIntoView({ block: 'center' });
  const pictures = [...document.querySelectorAll<HTMLImageElement>(`${selector} img`)];
  return pictures.filter(({ complete, naturalWidth }) => complete && naturalWidth > 0).length;
}

/** A wave, as a hand draws it. */
function strokes(): { x: number; y: number }[] {
  const steps = Array.from({ length: STROKE_STEPS + 1 }, (_, step) => step);
  return steps.map((step) => ({
    x: 30 + Math.round((step * STROKE_WIDTH) / STROKE_STEPS),
    y: 90 - Math.round(40 * Math.sin(step / 2)),
  }));
}

/** From the leftmost to the rightmost point of a canvas that is not empty. */
function inkWidth(selector: string): number {
  const canvas = document.querySelector<HTMLCanvasElement>(selector);
  const drawing = canvas?.getContext('2d');
  if (!canvas || !drawing) return 0;
  const { data, width } = drawing.getImageData(0, 0, canvas.width, canvas.height);
  const inked = [...data.keys()].filter((at) => at % 4 === 3 && data[at] !== 0);
  const columns = inked.map((at) => ((at - 3) / 4) % width);
  return Math.max(...columns) - Math.min(...columns);
}
