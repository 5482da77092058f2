import { expect, type Locator, type Page } from '@playwright/test';
import type { Photo } from '../support/photos';

/** One inspection while it is filled. */
export class InspectPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get saved(): Locator {
    return this.page.getByTestId('saved-at');
  }

  get liveScore(): Locator {
    return this.page.getByTestId('live-score');
  }

  async section(id: string): Promise<void> {
    await this.page.getByTestId(`section-${id}`).click();
    await expect(this.page.getByTestId(`section-${id}`)).toHaveAttribute('aria-current', 'step');
  }

  option(question: string, choice: string): Locator {
    return this.page.getByTestId(`answer-${question}-${choice}`);
  }

  field(question: string): Locator {
    return this.page.getByTestId(`answer-${question}`);
  }

  row(question: string): Locator {
    return this.page.locator(`[data-row^="${question}-"]`);
  }

  /** Taps an answer and waits until it is durable: only then it is shown as chosen. */
  async choose(question: string, choice: string): Promise<void> {
    await this.option(question, choice).click();
    await expect(this.option(question, choice)).toHaveAttribute('aria-checked', 'true');
  }

  /** Types a value and waits until the question counts as answered. */
  async type(question: string, value: string): Promise<void> {
    await this.field(question).fill(value);
    await this.field(question).press('Tab');
    await expect(this.row(question)).toHaveAttribute('data-status', 'answered');
    await expect(this.field(question)).toHaveValue(value);
  }

  async today(question: string): Promise<void> {
    await this.page.getByTestId(`now-${question}`).click();
    await expect(this.row(question)).toHaveAttribute('data-status', 'answered');
  }

  /** Takes a photo through the camera button and waits until it is stored. */
  async photograph(question: string, photo: Photo): Promise<void> {
    const before = await this.photos(question).count();
    const chooser = this.page.waitForEvent('filechooser');
    await this.row(question)
      .locator('label', { has: this.page.getByTestId(`photo-input-${question}`) })
      .click();
    await (await chooser).setFiles(photo);
    await expect(this.photos(question)).toHaveCount(before + 1);
  }

  photos(question: string): Locator {
    return this.page.getByTestId(`photo-${question}`);
  }

  async note(question: string, text: string): Promise<void> {
    await this.page.getByTestId(`note-${question}`).fill(text);
    await this.page.getByTestId(`note-${question}`).blur();
    await expect(this.page.getByTestId(`note-${question}`)).toHaveValue(text);
  }

  /** Signs by hand with a stroke over the field. */
  async sign(question: string, role: string): Promise<void> {
    await this.page.getByTestId(`sign-${question}`).click();
    await this.page.getByTestId('sign-role').fill(role);
    await this.stroke(this.page.getByTestId('sign-canvas'));
    await this.confirmSignature(question);
  }

  /** Signs by the typed name alone, as somebody does who cannot draw. */
  async signTyped(question: string, role: string): Promise<void> {
    await this.page.getByTestId(`sign-${question}`).click();
    await this.page.getByTestId('sign-role').fill(role);
    await this.confirmSignature(question);
  }

  async openSubmit(): Promise<void> {
    await this.page.getByTestId('submit-open').click();
    await expect(this.page.getByTestId('submit-confirm')).toBeVisible();
  }

  private async confirmSignature(question: string): Promise<void> {
    await this.page.getByTestId('sign-confirm').click();
    await expect(this.row(question)).toHaveAttribute('data-status', 'answered');
  }

  private async stroke(canvas: Locator): Promise<void> {
    // The sheet slides in: hovering waits until the field stands still.
    await canvas.hover({ position: { x: 30, y: 90 } });
    const box = await canvas.boundingBox();
    if (!box) throw new Error('no field to sign in');
    const clear = this.page.getByRole('dialog').locator('button[disabled]').first();
    await this.page.mouse.move(box.x + 30, box.y + 90);
    await this.page.mouse.down();
    await this.page.mouse.move(box.x + 120, box.y + 40, { steps: 8 });
    await this.page.mouse.move(box.x + 220, box.y + 110, { steps: 8 });
    await this.page.mouse.up();
    await expect(clear).toHaveCount(0);
  }
}
