import type { Choice } from '../../../domain';
import type { QuestionRule } from '../../../domain/rules';

/** How a choice looks: what fails and what passes carry a shape besides the colour. */
export function lookOf(
  choice: Choice,
  rule: QuestionRule | undefined,
): { on: string; icon: string } {
  if (choice.na) return { on: 'on-na', icon: '' };
  const judged = Object.values(rule?.choices ?? {}).some(({ fails }) => fails);
  if (!judged) return { on: 'on-acc', icon: '' };
  const fails = rule?.choices?.[choice.name]?.fails === true;
  return fails ? { on: 'on-fail', icon: 'x' } : { on: 'on-pass', icon: 'check' };
}

/** The index an arrow key leads to in a group of choices, or null for another key. */
export function keysOfChoices(key: string, active: number, count: number): number | null {
  if (key === 'ArrowRight' || key === 'ArrowDown') return (active + 1) % count;
  if (key === 'ArrowLeft' || key === 'ArrowUp') return (active - 1 + count) % count;
  return null;
}
