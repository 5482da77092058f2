import type { Json } from '../../../domain';

/**
 * What a tap has chosen until this device has stored it, or has not. It looks pressed and not yet
 * chosen: only what is durable looks that.
 */
export class Pressing {
  private now: { readonly name: string; readonly value: Json } | null = $state.raw(null);

  /** The choice that was tapped last, while it is being stored. */
  get name(): string | null {
    return this.now?.name ?? null;
  }

  /** What will stand here once all taps are stored. */
  over(stored: Json): Json {
    return this.now ? this.now.value : stored;
  }

  /** Shows the tap at once and saves its value. */
  async press(name: string, value: Json, save: (value: Json) => Promise<boolean>): Promise<void> {
    const mine = { name, value };
    this.now = mine;
    await save(value).finally(() => {
      if (this.now === mine) this.now = null;
    });
  }
}
