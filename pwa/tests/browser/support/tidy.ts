import { rmSync } from 'node:fs';
import { RUNS, SEED } from './folders';

/** After all tests: what the run wrote is gone; screenshots and traces of failures stay. */
export default function tidy(): void {
  rmSync(RUNS, { recursive: true, force: true });
  rmSync(SEED, { recursive: true, force: true });
}
