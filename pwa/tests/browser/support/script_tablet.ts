import {
  canonical,
  Fold,
  hashText,
  type Json,
  type JsonObject,
  judgementOf,
  type Line,
  newInstances,
  type Operation,
  placeOfLine,
  type RuleDocument,
  stateHash,
  type Template,
  verdictHash,
} from '../../../src/domain';
import { browserPorts, newId, newSalt } from '../../../src/ports';
import { Api } from './api';

const DAY_MS = 86_400_000;
const ZONE = 'Asia/Shanghai';
const random = browserPorts.random;

interface Offer {
  readonly key: string;
  readonly sha256: string;
  readonly rules: string;
  readonly kind: string;
}

type Draft = Partial<Operation> & Pick<Operation, 'kind' | 'subject'>;

/** A tablet without a screen: the same operations, made by the same domain code, pushed by a script. */
export class ScriptTablet {
  readonly api: Api;
  private readonly waiting: string[] = [];
  private readonly aheadMs: number;
  private seq: number;
  private prev: string | null;

  private constructor(api: Api, aheadMs: number) {
    this.api = api;
    this.aheadMs = aheadMs;
    this.seq = Number(api.session['next_seq']) - 1;
    this.prev = (api.session['prev'] as string | null) ?? null;
  }

  /** A person at a new device; its clock may run days ahead, as the server's does then. */
  static async signedIn(address: string, key: string, daysAhead = 0): Promise<ScriptTablet> {
    const device = { id: newId(browserPorts.clock, random), name: `Script ${key}` };
    return new ScriptTablet(await Api.signedIn(address, key, device), daysAhead * DAY_MS);
  }

  get person(): string {
    return String((this.api.session['person'] as JsonObject)['id']);
  }

  /** Puts an operation behind the others that wait. */
  record(draft: Draft): Operation {
    this.seq += 1;
    const operation: Operation = {
      about: 'inspection',
      ...draft,
      v: 1,
      id: newId({ now: () => this.now() }, random),
      chain: String(this.api.session['chain']),
      seq: this.seq,
      prev: this.prev,
      salt: newSalt(random),
      actor: this.person,
      recorded_at: new Date(this.now()).toISOString(),
    };
    const text = canonical(operation as unknown as Json);
    this.prev = hashText(text);
    this.waiting.push(text);
    return operation;
  }

  /** Sends what waits; the server must accept all of it. */
  async push(): Promise<void> {
    const chain = String(this.api.session['chain']);
    const body = `{"chain":${JSON.stringify(chain)},"operations":[${this.waiting.join(',')}]}`;
    const answer = await this.api.send<{ statuses: { status: string; code?: string }[] }>(
      '/api/sync/push',
      body,
    );
    const refused = answer.statuses.filter(({ status }) => status !== 'ok');
    if (refused.length > 0) throw new Error(`refused: ${JSON.stringify(refused)}`);
    this.waiting.length = 0;
  }

  /** Starts a checklist at a site. */
  async start(template: string, site: string): Promise<ScriptInspection> {
    const offer = await this.offer(template);
    const document = await this.api.get<Template>(`/api/documents/${offer.sha256}`);
    const rules = await this.api.get<RuleDocument>(`/api/documents/${offer.rules}`);
    const subject = newId({ now: () => this.now() }, random);
    const today = new Intl.DateTimeFormat('en-CA', { timeZone: ZONE }).format(this.now());
    const value = {
      template: offer.sha256,
      rules: offer.rules,
      site,
      kind: offer.kind,
      business_date: today,
      zone: ZONE,
      instances: newInstances(document, () => newId({ now: () => this.now() }, random)),
      clock: { server_minus_device_ms: null, measured_at: null },
    };
    const started = this.record({ kind: 'start', subject, value });
    return new ScriptInspection(this, started, document, rules);
  }

  /** Takes part in a colleague's inspection with what was recorded in it so far. */
  join(other: ScriptInspection): ScriptInspection {
    return other.on(this);
  }

  /** The id of a site by its key. */
  async siteOf(key: string): Promise<string> {
    const { items } = await this.api.get<{ items: readonly { id: string; key: string }[] }>(
      '/api/sites',
    );
    const site = items.find((one) => one.key === key);
    if (!site) throw new Error(`no site ${key}`);
    return site.id;
  }

  private async offer(key: string): Promise<Offer> {
    const page = await this.api.get<{ items: readonly { kind: string; body: JsonObject }[] }>(
      '/api/sync/pull',
    );
    const found = page.items.find(({ kind, body }) => kind === 'template' && body['key'] === key);
    if (!found) throw new Error(`no checklist ${key}`);
    return found.body as unknown as Offer;
  }

  private now(): number {
    return browserPorts.clock.now() + this.aheadMs;
  }
}

/** One inspection of such a tablet. */
export class ScriptInspection {
  readonly id: string;
  private readonly tablet: ScriptTablet;
  private readonly fold: Fold;
  private readonly template: Template;
  private readonly rules: RuleDocument;
  private readonly day: string;

  constructor(tablet: ScriptTablet, started: Operation, template: Template, rules: RuleDocument) {
    this.tablet = tablet;
    this.id = started.subject;
    this.template = template;
    this.rules = rules;
    this.day = String((started.value as JsonObject)['business_date']);
    this.fold = new Fold(template);
    this.fold.feed(started);
  }

  /** The same inspection on another tablet. */
  on(tablet: ScriptTablet): ScriptInspection {
    if (!this.fold.start) throw new Error('it has not been started');
    return new ScriptInspection(tablet, this.fold.start, this.template, this.rules);
  }

  /** Answers one question of a section that is not repeated. */
  answer(section: string, question: string, value: Json): void {
    const { id: subject } = this;
    this.fold.feed(this.tablet.record({ kind: 'answer', subject, section, question, value }));
  }

  /** Answers everything that is still open, each so that it conforms. */
  fillClean(): void {
    for (;;) {
      const { lines, instances } = judgementOf(this.fold, this.template, this.rules);
      const open = lines.find(({ status }) => status === 'unanswered');
      if (!open) return;
      const { section, instance, question } = placeOfLine(open, instances);
      const place = {
        ...(section === null ? {} : { section }),
        ...(instance === null ? {} : { instance }),
        ...(question === null ? {} : { question }),
      };
      this.fold.feed(this.tablet.record({ ...place, ...this.good(open), subject: this.id }));
    }
  }

  /** Submits with the verdict that this tablet computed. */
  submit(): void {
    const { explanation } = judgementOf(this.fold, this.template, this.rules);
    if (!explanation) throw new Error('the rules are newer than this code');
    const value = {
      state: stateHash(this.fold),
      verdict: verdictHash(explanation),
      score_bp: explanation.score_bp,
      missing: [],
    };
    this.fold.feed(this.tablet.record({ kind: 'submit', subject: this.id, value }));
  }

  private good({ question }: Line): Pick<Operation, 'kind' | 'value'> {
    const rule = this.rules.judge.questions[question.id];
    if (question.type === 'signature') {
      const value = { name: 'Script', role: 'Inspector', meaning: 'Seen', strokes: [[[0, 0, 0]]] };
      return { kind: 'sign', value: { ...value, covers: stateHash(this.fold) } };
    }
    if (question.choices) {
      const passing = question.choices.filter(({ name }) => !rule?.choices?.[name]?.fails);
      const quiet = question.id.startsWith('has_') ? passing.at(-1) : passing[0];
      return { kind: 'answer', value: quiet?.name ?? '' };
    }
    if (question.type === 'date') return { kind: 'answer', value: this.day };
    if (question.type === 'scan' || question.type === 'text')
      return { kind: 'answer', value: `Seen ${this.day}` };
    const accept = this.rules.questions?.[question.id]?.accept;
    return { kind: 'answer', value: accept?.min ?? accept?.max ?? '1' };
  }
}
