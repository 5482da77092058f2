import { type SeverityRules, severityRulesOf } from './findings';
import type { Fold } from './fold';
import { environmentOf, readAt } from './inspection';
import { type Operation, type Place, placeOf, slotOf } from './operation';
import { type Plan, type Planned, planOf } from './plan';
import { isSameRead, NOTHING_READ, readIn, withRead } from './read';
import type { Judge, RuleDocument } from './rules';
import { judgedOf } from './scoring';
import type { Template } from './template';
import type { Environment } from './tree';
import {
  type Asked,
  askedOf,
  type Judgement,
  judgementFrom,
  knownJudge,
  type Parts,
  partsOf,
} from './verdict';
import { instanceIndexes, isShown, type Line, lineOf, scopeOf } from './visibility';

/**
 * The judgement of a fold, kept up to date as it grows. After an answer only what reads it is looked
 * at again: rules of visibility in their order, then the lines that they or the answer touch. It is
 * always equal to `judgementOf` of the same fold, and what has not changed stays the same object.
 */
export class LiveJudgement {
  /** How many lines were judged for the latest change. */
  judgedLines = 0;
  private readonly plan: Plan;
  private readonly judge: Judge | null;
  private readonly severity: SeverityRules;
  /** The answers as they are recorded, those of hidden questions too. */
  private before!: Environment;
  /** The answers as rules read them, without those of hidden questions. */
  private env!: Environment;
  private hidden!: Set<string>;
  private parts!: Omit<Parts, 'env'>;
  /** Where each line stands, by question and instance. */
  private indexes!: ReadonlyMap<string, number>;
  private judgement!: Judgement;

  constructor(
    private fold: Fold,
    private readonly template: Template,
    private readonly rules: RuleDocument,
  ) {
    this.judge = knownJudge(rules);
    this.plan = planOf(template, this.judge);
    this.severity = severityRulesOf(rules.judge);
    this.rebuild(new Map());
  }

  get now(): Judgement {
    return this.judgement;
  }

  /** Judges another fold of the same inspection; questions that stand as before stay as they are. */
  replace(fold: Fold): Judgement {
    this.fold = fold;
    return this.rebuild(new Map(this.parts.asked.map((one) => [keyOfPlace(one.place), one])));
  }

  /** Judges what has just been fed to the fold. */
  after(operation: Operation): Judgement {
    const place = placeOf(operation);
    const at = this.plan.planned.get(place.question ?? '');
    const known = at && at.section.id === place.section;
    if (slotOf(operation) === null || !known || !this.plan.ordered) return this.replace(this.fold);
    const instance = this.instanceAt(place, at);
    const touched = instance === undefined ? [] : this.touchedBy(place, at, instance);
    return this.judgeAgain(new Set(touched));
  }

  private rebuild(known: ReadonlyMap<string, Asked>): Judgement {
    const { fold, template, rules } = this;
    const { lines, env, ...parts } = partsOf(fold, template, rules);
    this.env = env;
    this.before = environmentOf(fold, template);
    this.indexes = new Map(lines.map((line, at) => [keyOf(line.question.id, line.instance), at]));
    this.hidden = new Set(lines.filter(({ status }) => status === 'hidden').map(keyOfLine));
    const asked = parts.asked.map((one) => unchanged(known.get(keyOfPlace(one.place)), one));
    return this.put({ ...parts, asked }, lines.length);
  }

  /** The number of the instance of a place; undefined where it is not there. */
  private instanceAt({ instance }: Place, { section }: Planned): number | null | undefined {
    if (!section.repeat) return instance === null ? null : undefined;
    const index = this.parts.instances[section.id]?.indexOf(instance ?? '') ?? -1;
    return index < 0 ? undefined : index;
  }

  /** Takes in the answer of a place and all that it shows or hides; gives the lines to judge. */
  private touchedBy(place: Place, at: Planned, instance: number | null): ReadonlySet<string> {
    const { id } = at.question;
    const touched = new Set([keyOf(id, instance)]);
    const read = readAt(this.fold, place, at.question);
    if (isSameRead(read, readIn(this.before, at.section.id, instance, id))) return touched;
    this.before = withRead(this.before, at.section.id, instance, id, read);
    const open = new Map([[id, at]]);
    for (let next = first(open); next; next = first(open)) {
      open.delete(next.question.id);
      if (!this.unveil(next, touched)) continue;
      for (const one of this.plan.shows.get(next.question.id) ?? []) open.set(one.question.id, one);
      for (const one of this.plan.weighs.get(next.question.id) ?? []) this.touch(one, touched);
    }
    return touched;
  }

  /** Shows or hides a question in every instance; true when rules now read another answer of it. */
  private unveil({ section, question }: Planned, touched: Set<string>): boolean {
    let changed = false;
    for (const instance of instanceIndexes(section, this.before)) {
      const key = keyOf(question.id, instance);
      const scope = scopeOf(this.env, section, instance);
      const shown = isShown(section.visible, { env: this.env }) && isShown(question.visible, scope);
      if (shown === this.hidden.has(key)) touched.add(key);
      if (shown) this.hidden.delete(key);
      else this.hidden.add(key);
      const recorded = readIn(this.before, section.id, instance, question.id);
      const read = shown ? recorded : NOTHING_READ;
      if (isSameRead(read, readIn(this.env, section.id, instance, question.id))) continue;
      this.env = withRead(this.env, section.id, instance, question.id, read);
      touched.add(key);
      changed = true;
    }
    return changed;
  }

  private touch({ section, question }: Planned, touched: Set<string>): void {
    for (const instance of instanceIndexes(section, this.env)) {
      touched.add(keyOf(question.id, instance));
    }
  }

  /** Judges these lines by the answers as they are now. */
  private judgeAgain(touched: ReadonlySet<string>): Judgement {
    const { env, fold, judge, parts, rules, severity } = this;
    const asked = [...parts.asked];
    const judged = parts.judged && [...parts.judged];
    for (const key of touched) {
      const index = this.indexes.get(key) ?? -1;
      const known = asked[index];
      if (!known) continue;
      const line = lineOf({ ...known.line, isHidden: this.hidden.has(key), env });
      const own = judge && judgedOf(line, judge, severity);
      if (own && judged) judged[index] = own;
      const { instances } = parts;
      const next = askedOf(fold, rules, { line, instances, finding: own?.finding ?? null });
      asked[index] = unchanged(known, next);
    }
    return this.put({ ...parts, asked, judged }, touched.size);
  }

  private put(parts: Omit<Parts, 'env'>, judgedLines: number): Judgement {
    this.parts = parts;
    this.judgedLines = judgedLines;
    this.judgement = judgementFrom({ ...parts, env: this.env });
    return this.judgement;
  }
}

function first(open: ReadonlyMap<string, Planned>): Planned | undefined {
  let least: Planned | undefined;
  for (const one of open.values()) if (!least || one.position < least.position) least = one;
  return least;
}

/** The known object where nothing about it has changed, so that nobody looks at it again. */
function unchanged(known: Asked | undefined, next: Asked): Asked {
  return known && isSameAsked(known, next) ? known : next;
}

function isSameAsked(a: Asked, b: Asked): boolean {
  return (
    a.line.status === b.line.status &&
    a.line.instance === b.line.instance &&
    a.note === b.note &&
    isSameList(a.files, b.files) &&
    isSameList(a.signatures, b.signatures) &&
    JSON.stringify([a.answer, a.finding, a.missing]) ===
      JSON.stringify([b.answer, b.finding, b.missing])
  );
}

function isSameList(a: readonly Operation[], b: readonly Operation[]): boolean {
  return a.length === b.length && a.every(({ id }, index) => id === b[index]?.id);
}

function keyOf(question: string, instance: number | null): string {
  return `${question}\n${instance ?? ''}`;
}

function keyOfLine({ question, instance }: Line): string {
  return keyOf(question.id, instance);
}

function keyOfPlace({ section, instance, question }: Place): string {
  return [section, instance, question].join('\n');
}
