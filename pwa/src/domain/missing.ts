import type { Finding } from './findings';
import type { Place } from './operation';
import { entryOf, type RuleDocument } from './rules';
import type { Line } from './visibility';

/** Something the rules want before submit; it is listed and never blocks. */
export interface Missing {
  readonly place: Place;
  readonly why: 'answer' | 'photo' | 'comment';
  readonly count: number;
}

/** What stands at the place of a line, as far as it can be wanted there. */
export interface Standing {
  readonly place: Place;
  readonly files: readonly unknown[];
  readonly note: string;
  readonly finding: Finding | null;
}

/** The answer, photos and comment that are missing at a shown line (protocol.md, section 3). */
export function missingAt(line: Line, standing: Standing, rules: RuleDocument): Missing[] {
  if (line.status === 'hidden') return [];
  const { place, files, note } = standing;
  const found: Missing[] = [];
  if (line.status === 'unanswered') found.push({ place, why: 'answer', count: 1 });
  const wanted = wantedAt(line, standing.finding, rules);
  const photos = files.length;
  if (photos < wanted.photos) found.push({ place, why: 'photo', count: wanted.photos - photos });
  if (wanted.comment && note.trim() === '') found.push({ place, why: 'comment', count: 1 });
  return found;
}

/** The place of a line, its instance by UUID. */
export function placeOfLine(
  line: Line,
  instances: Readonly<Record<string, readonly string[]>>,
): Place {
  const ids = instances[line.section.id];
  const instance = line.instance === null ? null : (ids?.[line.instance] ?? null);
  return { section: line.section.id, instance, question: line.question.id };
}

function wantedAt(
  line: Line,
  finding: Finding | null,
  rules: RuleDocument,
): { photos: number; comment: boolean } {
  const evidence = rules.questions?.[line.question.id]?.evidence;
  const severity = finding && entryOf(rules.severities, finding.severity)?.before_submit;
  const due = evidence?.photo === 'always' || (evidence?.photo === 'on_fail' && finding);
  return {
    photos: Math.max(due ? (evidence?.min ?? 1) : 0, severity?.photo_min ?? 0),
    comment: severity?.comment === true,
  };
}
