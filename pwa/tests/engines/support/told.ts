import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';
import { type EngineName, TITLES } from './engines';

interface Seen {
  version: string;
  missing: string;
  readonly outcomes: Map<string, TestResult['status']>;
}

/** Says at the end which engines ran, and which did not and why. */
export default class Told implements Reporter {
  private readonly engines = new Map<EngineName, Seen>();

  onTestEnd(test: TestCase, result: TestResult): void {
    const name = test.parent.project()?.name ?? '';
    if (!(name in TITLES)) return;
    const engine = name as EngineName;
    const seen = this.engines.get(engine) ?? { version: '', missing: '', outcomes: new Map() };
    this.engines.set(engine, seen);
    seen.outcomes.set(test.id, result.status);
    const said = (type: string) =>
      result.annotations.find((annotation) => annotation.type === type)?.description ?? '';
    seen.version ||= said('engine');
    seen.missing ||= said('skip');
  }

  onEnd(): void {
    for (const [engine, seen] of this.engines) {
      const passed = [...seen.outcomes.values()].filter((status) => status === 'passed').length;
      const all = seen.outcomes.size;
      process.stdout.write(`${toldOf(engine, { ...seen, passed, all })}\n`);
    }
  }
}

/** One line about an engine. */
export function toldOf(
  engine: EngineName,
  {
    missing,
    version,
    passed,
    all,
  }: { missing: string; version: string; passed: number; all: number },
): string {
  const title = TITLES[engine];
  if (missing !== '') return `${title}: ${missing}, skipped`;
  return `${title} ${version.split('/')[1] ?? ''}: ${passed} of ${all} journeys passed`;
}
