import type { Fold, Json, JsonObject, Judgement } from '../domain';
import type { InspectionView } from '../store/schema';

/** What a start says of an inspection. */
export interface StartValue extends JsonObject {
  readonly template: string;
  readonly rules: string;
  readonly site: string;
  readonly kind: string;
  readonly business_date: string;
  readonly zone: string;
}

/** What lists show of an inspection as it stands. */
export function viewOf(
  id: string,
  fold: Fold,
  judgement: Judgement,
  savedAt: number,
): InspectionView {
  const { template, rules, site, kind, area, assignment } = (fold.start?.value ?? {}) as StartValue;
  const { lines, soFar } = judgement;
  const shown = lines.filter(({ status }) => status !== 'hidden');
  const done = shown.filter(({ status }) => status === 'answered' || status === 'na');
  const findings: Record<string, number> = {};
  for (const { severity } of judgement.findings) {
    findings[severity] = (findings[severity] ?? 0) + 1;
  }
  const graded = fold.life === 'submitted' ? judgement.explanation : soFar;
  return {
    id,
    template,
    rules,
    site,
    kind,
    area: textOr(area),
    assignment: textOr(assignment),
    state: fold.life === 'submitted' ? 'submitted' : 'open',
    startedAt: Date.parse(fold.start?.recorded_at ?? ''),
    savedAt,
    answered: done.length,
    total: shown.length,
    scoreBp: graded?.score_bp ?? null,
    grade: graded?.grade ?? null,
    findings,
    photos: fold.countLive('files'),
    section: null,
  };
}

function textOr(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
