import { hashOf } from './canonical';
import type { Fold } from './fold';
import { environmentOf, instancesOf } from './inspection';
import type { Json } from './json';
import { type Missing, missingOf } from './missing';
import { KNOWN_SPEC, type RuleDocument } from './rules';
import { type Explanation, judgeOpen, type SoFar } from './scoring';
import type { Template } from './template';
import { type Line, revealed } from './visibility';

/** An inspection as a person sees it: what is shown, how it scores, what is still wanted. */
export interface Judgement {
  readonly lines: readonly Line[];
  readonly instances: Readonly<Record<string, readonly string[]>>;
  /** The verdict as if it were submitted now. */
  readonly explanation: Explanation | null;
  /** The score while it is open. */
  readonly soFar: SoFar | null;
  readonly missing: readonly Missing[];
}

/** Judges a fold by its pinned versions; without a score when the rules need a newer app. */
export function judgementOf(fold: Fold, template: Template, rules: RuleDocument): Judgement {
  const env = environmentOf(fold, template);
  const { lines } = revealed(template, env);
  const instances = instancesOf(fold, template);
  const known = rules.spec === KNOWN_SPEC;
  const judged = known ? judgeOpen(template, env, rules.judge) : null;
  const explanation = judged?.explanation ?? null;
  const findings = explanation?.findings ?? [];
  return {
    lines,
    instances,
    explanation,
    soFar: judged?.soFar ?? null,
    missing: missingOf(lines, { fold, rules, findings, instances }),
  };
}

/** The hash by which device and server see that they computed the same verdict. */
export function verdictHash(explanation: Explanation): string {
  return hashOf(explanation as unknown as Json);
}
