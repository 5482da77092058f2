/** Turns of the event loop without any work after which nothing moves by itself any more. */
const IDLE_TURNS = 6;

let busy = 0;

/** Counts work that ends by itself: until then the program is not quiet. */
export function working(): () => void {
  busy += 1;
  let over = false;
  return () => {
    if (!over) busy -= 1;
    over = true;
  };
}

/** Waits until only the network or a timer can make anything go on. */
export async function quiet(): Promise<void> {
  let idle = 0;
  while (idle < IDLE_TURNS) {
    await new Promise((resolve) => setImmediate(resolve));
    idle = busy === 0 ? idle + 1 : 0;
  }
}
