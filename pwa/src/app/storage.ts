interface StorageState {
  readonly freeBytes: number | null;
  readonly persisted: boolean | null;
}

const CHECK_MS = 60_000;

/** Tells how much room is left and whether the browser promised to keep the records. */
export async function watchStorage(tell: (state: StorageState) => void): Promise<void> {
  const check = async () => {
    const { quota = null, usage = null } = (await navigator.storage?.estimate?.()) ?? {};
    const freeBytes = quota !== null && usage !== null ? quota - usage : null;
    const persisted = (await navigator.storage?.persisted?.()) ?? null;
    tell({ freeBytes, persisted });
  };
  await check();
  setInterval(() => void check(), CHECK_MS);
}

/** Asks the browser to promise that it will not clear the records by itself. */
export async function askToKeep(): Promise<boolean> {
  return (await navigator.storage?.persist?.()) ?? false;
}
