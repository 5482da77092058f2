import { hashOf } from './canonical';
import { type Finding, severityRulesOf } from './findings';
import type { Fold } from './fold';
import { type Answer, answerAt, environmentOf, instancesOf, noteAt } from './inspection';
import type { Json } from './json';
import { type Missing, missingAt, placeOfLine } from './missing';
import type { Operation, Place } from './operation';
import { type Judge, KNOWN_SPEC, type RuleDocument } from './rules';
import {
  type Explanation,
  explanationOf,
  findingsIn,
  type Judged,
  judgedOf,
  type SoFar,
  soFarOf,
} from './scoring';
import type { Template } from './template';
import type { Environment } from './tree';
import { type Line, revealed, type ScopedLine } from './visibility';

/** One question of one instance as a person sees it. It is never changed, only replaced. */
export interface Asked {
  readonly line: Line;
  readonly place: Place;
  readonly answer: Answer | null;
  readonly note: string;
  readonly files: readonly Operation[];
  readonly signatures: readonly Operation[];
  readonly finding: Finding | null;
  readonly missing: readonly Missing[];
}

/** An inspection as a person sees it: what is shown, how it scores, what is still wanted. */
export interface Judgement {
  /** Every question instance in template order, shown or not. */
  readonly asked: readonly Asked[];
  readonly lines: readonly Line[];
  readonly instances: Readonly<Record<string, readonly string[]>>;
  readonly findings: readonly Finding[];
  /** The verdict as if it were submitted now; it is made when it is asked for. */
  readonly explanation: Explanation | null;
  /** The score while it is open. */
  readonly soFar: SoFar | null;
  readonly missing: readonly Missing[];
}

/** What a judgement is put together from. */
export interface Parts {
  readonly template: Template;
  readonly rules: RuleDocument;
  readonly instances: Judgement['instances'];
  readonly asked: readonly Asked[];
  /** The lines as they are scored; null where the rules need a newer app. */
  readonly judged: readonly Judged[] | null;
  readonly env: Environment;
}

/** Judges a fold by its pinned versions; without a score when the rules need a newer app. */
export function judgementOf(fold: Fold, template: Template, rules: RuleDocument): Judgement {
  return judgementFrom(partsOf(fold, template, rules));
}

/** Everything that a judgement is put together from, all of it judged anew. */
export function partsOf(fold: Fold, template: Template, rules: RuleDocument) {
  const { env, lines } = revealed(template, environmentOf(fold, template));
  const instances = instancesOf(fold, template);
  const severity = severityRulesOf(rules.judge);
  const judge = knownJudge(rules);
  const judged = judge && lines.map((line) => judgedOf(line, judge, severity));
  const asked = lines.map((line, index) =>
    askedOf(fold, rules, { line, instances, finding: judged?.[index]?.finding ?? null }),
  );
  return { template, rules, instances, asked, judged, env, lines };
}

/** The judging part of the rules; null where they need a newer app. */
export function knownJudge(rules: RuleDocument): Judge | null {
  return rules.spec === KNOWN_SPEC ? rules.judge : null;
}

/** A question with all that stands at its place. */
export function askedOf(
  fold: Fold,
  rules: RuleDocument,
  parts: Pick<Asked, 'finding'> & Pick<Judgement, 'instances'> & { readonly line: ScopedLine },
): Asked {
  const { line, instances, finding } = parts;
  const place = placeOfLine(line, instances);
  const standing = {
    place,
    answer: answerAt(fold, place),
    note: noteAt(fold, place) ?? '',
    files: fold.heads(place, 'files'),
    signatures: fold.heads(place, 'signatures'),
    finding,
  };
  return { line, ...standing, missing: missingAt(line, standing, rules) };
}

/** Puts a judgement together. What only few screens show is made when it is asked for. */
export function judgementFrom(parts: Parts): Judgement {
  const { template, rules, instances, asked, judged, env } = parts;
  let explanation: Explanation | null | undefined;
  return {
    asked,
    instances,
    lines: asked.map(({ line }) => line),
    findings: judged ? findingsIn(judged) : [],
    missing: asked.flatMap(({ missing }) => missing),
    soFar: judged && soFarOf(judged, env, rules.judge),
    get explanation() {
      explanation ??= judged && explanationOf(template, judged, env, rules.judge);
      return explanation;
    },
  };
}

/** The hash by which device and server see that they computed the same verdict. */
export function verdictHash(explanation: Explanation): string {
  return hashOf(explanation as unknown as Json);
}
