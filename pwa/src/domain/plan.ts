import type { Judge } from './rules';
import type { Form, Question, Section } from './template';
import type { Node } from './tree';
import { inOrder } from './visibility';

/** A question with its section and its place in the order in which questions are shown or hidden. */
export interface Planned {
  readonly section: Section;
  readonly question: Question;
  readonly position: number;
}

/** What has to be looked at again when the answer of a question changes. */
export interface Plan {
  /**
   * True when every question comes after all that its own rule and its section's rule read, as
   * publishing sees to. Without that order only the whole can be judged.
   */
  readonly ordered: boolean;
  readonly planned: ReadonlyMap<string, Planned>;
  /** Questions that are shown or hidden by what a question says. */
  readonly shows: ReadonlyMap<string, readonly Planned[]>;
  /** Questions that are required, scored or found by what a question says. */
  readonly weighs: ReadonlyMap<string, readonly Planned[]>;
}

/** The dependencies of a form and the rules it is judged by. */
export function planOf(form: Form, judge: Judge | null): Plan {
  const pairs = inOrder(form);
  const planned = new Map<string, Planned>();
  pairs.forEach(([section, question], position) => {
    planned.set(question.id, { section, question, position });
  });
  const shows = new Map<string, Planned[]>();
  const weighs = new Map<string, Planned[]>();
  let ordered = planned.size === countOf(form) && planned.size === pairs.length;
  for (const one of planned.values()) {
    const { section, question, position } = one;
    for (const read of readBy([section.visible, question.visible])) {
      push(shows, read, one);
      if ((planned.get(read)?.position ?? -1) >= position) ordered = false;
    }
    for (const read of readBy(weighing(question, judge))) push(weighs, read, one);
  }
  return { ordered, planned, shows, weighs };
}

function weighing(question: Question, judge: Judge | null): (Node | undefined)[] {
  const { required } = question;
  const severity = judge?.severity.filter((rule) => rule.question === question.id) ?? [];
  return [
    typeof required === 'object' ? required : undefined,
    judge?.questions[question.id]?.points,
    ...severity.map(({ when }) => (when === 'fails' ? undefined : when)),
  ];
}

/** Ids of all questions that the rules read, here or in any instance. */
function readBy(rules: readonly (Node | undefined)[]): ReadonlySet<string> {
  const found = new Set<string>();
  const open = rules.filter((rule) => rule !== undefined);
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.k === 'q' && node.id !== undefined) found.add(node.id);
    open.push(...(node.a ?? []));
  }
  return found;
}

function countOf(form: Form): number {
  return form.sections.reduce((sum, { questions }) => sum + questions.length, 0);
}

function push(lists: Map<string, Planned[]>, key: string, one: Planned): void {
  const list = lists.get(key);
  if (list) list.push(one);
  else lists.set(key, [one]);
}
