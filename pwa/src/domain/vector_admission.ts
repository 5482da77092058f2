import { refusalOf, type World } from './admission';
import { Fold, foldOf } from './fold';
import { isObject, type Json, type JsonObject } from './json';
import type { Operation } from './operation';
import type { Refusal } from './operation_form';
import type { Form } from './template';

/** A case of `operations.json`, as far as it says whose business it is. */
interface PushCase {
  readonly given: JsonObject;
  readonly expect: JsonObject;
}

/**
 * True for a case that no device can decide: the body as a whole, the place in the chain, and what
 * the server has stored already. The others are about single operations and run in both languages.
 */
export function isOfServerAlone({ given, expect }: PushCase): boolean {
  if (expect['http'] !== 200 || 'stored' in given || 'known_ids' in given) return true;
  const batch = (given['batch'] as readonly Json[]).map(textOf);
  if (new Set(batch).size < batch.length) return true;
  const statuses = expect['statuses'] as readonly JsonObject[];
  return statuses.some(({ code }) => code === 'void' || code === 'id_reused');
}

/** What becomes of the operations of a push, each held against the rules as a device does it. */
export function admissionResult(document: JsonObject, given: JsonObject): JsonObject {
  const world = new CaseWorld(document, given);
  const head = isObject(given['head']) ? Number(given['head']['seq']) : 0;
  const statuses = (given['batch'] as readonly Json[]).map((item) => {
    const text = textOf(item);
    const operation = JSON.parse(text) as JsonObject;
    const code = refusalOf(operation, text, world);
    if (code === null) world.accept(operation as unknown as Operation);
    return { id: operation['id'] ?? null, ...statusOf(code) };
  });
  return { http: 200, statuses, received_through: head + statuses.length };
}

function statusOf(code: Refusal | null): JsonObject {
  return code === null ? { status: 'ok' } : { status: 'rejected', code };
}

/** An item of a batch is a text, or one that is filled up to a size; white space is the body's. */
function textOf(item: Json): string {
  if (!isObject(item)) return String(item).replace(/^[ \t\n\r]+|[ \t\n\r]+$/g, '');
  const { head, fill, times, tail } = item;
  return `${head}${String(fill).repeat(Number(times))}${tail}`;
}

class CaseWorld implements World {
  readonly person: string;
  private readonly templates: JsonObject;
  private readonly rules: ReadonlySet<string>;
  private readonly held: ReadonlySet<string>;
  private readonly folds = new Map<string, Fold>();

  constructor(document: JsonObject, given: JsonObject) {
    const chain = { ...(document['chain'] as JsonObject), ...(given['chain'] as JsonObject) };
    this.person = String(chain['person']);
    this.held = new Set(chain['roles'] as readonly string[]);
    this.templates = document['templates'] as JsonObject;
    this.rules = new Set(document['rules'] as readonly string[]);
    const world = (document['worlds'] as JsonObject)[String(given['world'])] ?? {};
    for (const [subject, one] of Object.entries(world as Record<string, JsonObject>)) {
      const form = this.templates[String(one['template'])] as unknown as Form;
      const accepted = (one['accepted'] as readonly string[]).map((text) => JSON.parse(text));
      this.folds.set(subject, foldOf(form, accepted as Operation[]));
    }
  }

  inspection(subject: string): Fold | null {
    return this.folds.get(subject) ?? null;
  }

  version(template: string, rules: string): Form | null {
    const form = this.templates[template] as unknown as Form | undefined;
    return this.rules.has(rules) ? (form ?? null) : null;
  }

  isSite(): boolean {
    return true;
  }

  roles(): ReadonlySet<string> {
    return this.held;
  }

  accept(operation: Operation): void {
    const fold = this.folds.get(operation.subject) ?? this.begun(operation.value as JsonObject);
    fold.feed(operation);
    this.folds.set(operation.subject, fold);
  }

  private begun({ template, rules }: JsonObject): Fold {
    const form = this.version(String(template), String(rules));
    if (!form) throw new Error('a start was taken whose versions nobody knows');
    return new Fold(form);
  }
}
