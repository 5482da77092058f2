import { expect, type Locator, type Page } from '@playwright/test';

/** One action beside the backlog, as the desk works on it. */
export class Panel {
  readonly page: Page;
  readonly panel: Locator;

  constructor(page: Page) {
    this.page = page;
    this.panel = page.getByTestId('panel');
  }

  async open(code: string): Promise<void> {
    await this.page.goto(`/backlog?state=all&open=${code}`);
    await expect(this.panel.getByTestId('moves')).toBeVisible();
  }

  /** Gives the action to somebody else, with the reason. */
  async reassign(owner: string, reason: string): Promise<void> {
    await this.panel.getByTestId('move-reassign').click();
    await this.page.getByTestId('owner-find').fill(owner);
    await this.page.getByTestId('owner-option').getByRole('radio').check();
    await this.confirm(reason);
  }

  /** Makes a move that needs no words. */
  async move(id: string): Promise<void> {
    await this.panel.getByTestId(id).click();
    await this.done();
  }

  /** Closes the nonconformity, with a word; the evidence is there already. */
  async close(reason: string): Promise<void> {
    await this.panel.getByTestId('nc-move-close').click();
    await this.confirm(reason);
  }

  private async confirm(reason: string): Promise<void> {
    await this.page.getByTestId('reason-text').fill(reason);
    await this.page.getByTestId('reason-confirm').click();
    await this.done();
  }

  private async done(): Promise<void> {
    await expect(this.panel.getByTestId('move-done')).toBeVisible();
    await expect(this.panel.getByTestId('move-refused')).toHaveCount(0);
  }
}
