import type { Finding } from './findings';
import type { Fold } from './fold';
import { noteAt } from './inspection';
import type { Place } from './operation';
import { entryOf, type RuleDocument } from './rules';
import type { Line } from './visibility';

/** Something the rules want before submit; it is listed and never blocks. */
export interface Missing {
  readonly place: Place;
  readonly why: 'answer' | 'photo' | 'comment';
  readonly count: number;
}

interface Context {
  readonly fold: Fold;
  readonly rules: RuleDocument;
  readonly findings: readonly Finding[];
  readonly instances: Readonly<Record<string, readonly string[]>>;
}

/** Answers, photos and comments that are still missing, in template order (protocol.md, section 3). */
export function missingOf(lines: readonly Line[], context: Context): Missing[] {
  return lines.flatMap((line) => (line.status === 'hidden' ? [] : missingAt(line, context)));
}

/** The place of a line, its instance by UUID. */
export function placeOfLine(line: Line, instances: Context['instances']): Place {
  const ids = instances[line.section.id];
  const instance = line.instance === null ? null : (ids?.[line.instance] ?? null);
  return { section: line.section.id, instance, question: line.question.id };
}

function missingAt(line: Line, context: Context): Missing[] {
  const place = placeOfLine(line, context.instances);
  const found: Missing[] = [];
  if (line.status === 'unanswered') found.push({ place, why: 'answer', count: 1 });
  const wanted = wantedAt(line, context);
  const photos = context.fold.heads(place, 'files').length;
  if (photos < wanted.photos) found.push({ place, why: 'photo', count: wanted.photos - photos });
  const note = noteAt(context.fold, place) ?? '';
  if (wanted.comment && note.trim() === '') found.push({ place, why: 'comment', count: 1 });
  return found;
}

function wantedAt(line: Line, { rules, findings }: Context): { photos: number; comment: boolean } {
  const finding = findings.find(
    (item) => item.question === line.question.id && item.instance === line.instance,
  );
  const evidence = rules.questions?.[line.question.id]?.evidence;
  const severity = finding && entryOf(rules.severities, finding.severity)?.before_submit;
  const due = evidence?.photo === 'always' || (evidence?.photo === 'on_fail' && finding);
  return {
    photos: Math.max(due ? (evidence?.min ?? 1) : 0, severity?.photo_min ?? 0),
    comment: severity?.comment === true,
  };
}
