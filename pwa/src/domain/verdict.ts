import { hashOf } from './canonical';
import type { Fold } from './fold';
import { environmentOf, instancesOf } from './inspection';
import type { Json } from './json';
import { type Missing, missingOf } from './missing';
import { KNOWN_SPEC, type RuleDocument } from './rules';
import { type Explanation, judge } from './scoring';
import type { Template } from './template';
import { type Line, revealed } from './visibility';

/** An inspection as a person sees it: what is shown, how it scores, what is still wanted. */
export interface Judgement {
  readonly lines: readonly Line[];
  readonly instances: Readonly<Record<string, readonly string[]>>;
  readonly explanation: Explanation | null;
  readonly missing: readonly Missing[];
}

/** Judges a fold by its pinned versions; without a score when the rules need a newer app. */
export function judgementOf(fold: Fold, template: Template, rules: RuleDocument): Judgement {
  const env = environmentOf(fold, template);
  const { lines } = revealed(template, env);
  const instances = instancesOf(fold, template);
  const known = rules.spec === KNOWN_SPEC;
  const explanation = known ? judge(template, env, rules.judge) : null;
  const findings = explanation?.findings ?? [];
  return {
    lines,
    instances,
    explanation,
    missing: missingOf(lines, { fold, rules, findings, instances }),
  };
}

/** The hash by which device and server see that they computed the same verdict. */
export function verdictHash(explanation: Explanation): string {
  return hashOf(explanation as unknown as Json);
}
