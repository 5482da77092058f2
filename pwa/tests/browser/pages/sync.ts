import { expect, type Page } from '@playwright/test';
import { signIn } from './sign_in';

/** What the device says about sending. */
export class SyncPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async expectPill(state: string): Promise<void> {
    await expect(this.page.getByTestId('sync-pill')).toHaveAttribute('data-state', state);
  }

  /** Waits until nothing waits here and the server proved this many photos. */
  async expectDelivered({ photos }: { photos: number }): Promise<void> {
    await this.page.goto('/sync');
    const headline = this.page.getByTestId('sync-headline');
    await expect(headline).toHaveAttribute('data-waiting', '0', { timeout: 30_000 });
    await expect(headline).toHaveAttribute('data-files', '0', { timeout: 30_000 });
    if (photos === 0) return;
    await expect(headline).toContainText(new RegExp(`${photos} of ${photos}|${photos}/${photos}`));
  }

  /** Exchanges with the server now and waits until it is over. */
  async deliver(): Promise<void> {
    await this.page.goto('/sync');
    const pulled = this.page.waitForResponse(
      (answer) => answer.url().includes('/api/sync/pull') && answer.ok(),
    );
    await this.page.getByTestId('sync-now').click();
    await pulled;
    await expect(this.page.getByTestId('sync-now')).toBeEnabled();
  }

  /** Signs in where the session ended; the work was sent without it. */
  async signInAgain(key: string): Promise<void> {
    await this.expectPill('sign_in');
    await this.page.getByTestId('sync-sign-in').click();
    await signIn(this.page, key);
  }
}
