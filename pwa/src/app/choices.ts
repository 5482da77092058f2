/** Something that a person chose for this device, whoever uses it. */
export interface Choice {
  readonly key: string;
  /** Takes over what was kept; nothing that was ever a choice changes nothing. */
  restore(kept: string): void;
  /** Calls with each choice. */
  watch(call: (wanted: string) => void): void;
}

/** Where choices are kept. */
export interface Keeper {
  get(key: string): Promise<string | null>;
  set(key: string, value: string): Promise<void>;
}

/**
 * Keeps choices where a power cut does not take them: a browser may write localStorage to the disk long
 * after it was told to. What is chosen while the kept ones are read stands.
 */
export async function keepChoices(choices: readonly Choice[], keeper: Keeper): Promise<void> {
  await Promise.all(
    choices.map(async (choice) => {
      let chosenHere = false;
      choice.watch((wanted) => {
        chosenHere = true;
        // A full store keeps no colours; the screen has them until it is closed.
        keeper.set(choice.key, wanted).catch(() => undefined);
      });
      const kept = await keeper.get(choice.key).catch(() => null);
      if (kept !== null && !chosenHere) choice.restore(kept);
    }),
  );
}
