import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';

const running = new Set<number>();

// A test runner that is stopped in the middle leaves nothing behind.
process.once('exit', () => {
  for (const pid of running) killGroup(pid);
});

/** Starts a program in a group of its own, with all that it will start itself. */
export function started(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  stdio: StdioOptions = 'ignore',
): ChildProcess {
  const child = spawn(program, args, { env, stdio, detached: true });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${program} does not start`);
  running.add(pid);
  child.once('exit', () => running.delete(pid));
  return child;
}

/** Ends a program and all that it started, at once; resolves when it is gone. */
export async function ended(child: ChildProcess): Promise<void> {
  const over = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null;
  if (child.pid !== undefined) killGroup(child.pid);
  await over;
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // All of it has ended already.
  }
}
