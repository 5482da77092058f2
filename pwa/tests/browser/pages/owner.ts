import { expect, type Page } from '@playwright/test';
import type { Photo } from '../support/photos';
import { SyncPage } from './sync';

/** An action on its owner's phone. */
export class OwnerPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(code: string): Promise<void> {
    await this.page.goto('/actions');
    await this.page.getByTestId(`action-${code}`).click();
    await expect(this.page.getByTestId('action-title')).toBeVisible();
  }

  /** Makes a move and waits until the server has it. */
  async move(event: string): Promise<void> {
    await this.page.getByTestId(`move-${event}`).click();
    await this.received();
  }

  async proposeCause(text: string): Promise<void> {
    await this.page.getByTestId('move-propose_cause').click();
    await this.page.getByTestId('reason-text').fill(text);
    await this.page.getByTestId('reason-confirm').click();
    await expect(this.page.getByTestId('move-propose_cause')).toHaveCount(0);
    await this.received();
  }

  async submitWith(proof: Photo): Promise<void> {
    const chooser = this.page.waitForEvent('filechooser');
    await this.page.locator('label', { has: this.page.getByTestId('evidence-photo') }).click();
    await (await chooser).setFiles(proof);
    await this.page.getByTestId('move-submit').click();
    await expect(this.page.getByTestId('move-withdraw')).toBeVisible();
    await this.received();
  }

  private async received(): Promise<void> {
    await expect(this.page.getByTestId('move-waiting')).toHaveCount(0);
    await new SyncPage(this.page).expectPill('received');
  }
}
