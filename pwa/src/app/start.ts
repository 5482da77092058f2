import { foldOf, type JsonObject, judgementOf, newInstances, type Template } from '../domain';
import { browserPorts, newId } from '../ports';
import { readMeta } from '../store/database';
import { type Draft, record } from '../store/operations';
import { app } from './app.svelte';
import { pinned } from './catalogue';
import { demandTaken } from './checked';
import type { Site } from './directory.svelte';
import { viewOf } from './inspection_view';
import { dayAt } from './moments';
import { once } from './once';

export interface StartWish {
  readonly template: string;
  readonly rules: string;
  readonly kind: string;
  readonly site: Site;
  readonly area?: string | null;
  readonly assignment?: string | null;
}

/** The checklist or its rules are not on this device yet. */
export class NotHereError extends Error {}

/**
 * Starts an inspection on this device and gives its id; asked twice in one moment, it is one.
 *
 * Raises: NotHereError when a document is missing, RefusedHere when the server would refuse it, and
 * whatever the device says when it does not store it.
 */
export function startInspection(wish: StartWish): Promise<string> {
  const deed = [wish.template, wish.site.id, wish.assignment ?? ''].join(' ');
  return once(`start ${deed}`, () => startNow(wish));
}

async function startNow(wish: StartWish): Promise<string> {
  const { db, sync } = app.now;
  const documents = await pinned(db, wish.template, wish.rules);
  if (!documents) throw new NotHereError('the checklist is not on this device yet');
  const { template, rules } = documents;
  const subject = newId(browserPorts.clock, browserPorts.random);
  const value = await startValue(wish, template);
  const draft: Draft = { about: 'inspection', subject, kind: 'start', value };
  const versions = { template: wish.template, rules: wish.rules, form: template };
  demandTaken(draft, app.recorder(), { fold: null, versions, site: wish.site });
  await record(app.recorder(), [draft], {
    view: (done) => {
      const fold = foldOf(template, done);
      const judgement = judgementOf(fold, template, rules);
      return viewOf(subject, fold, judgement, browserPorts.clock.now());
    },
  });
  void sync.recorded();
  return subject;
}

async function startValue(wish: StartWish, template: Template): Promise<JsonObject> {
  const now = browserPorts.clock.now();
  const clock = await readMeta<{ ms: number; at: number }>(app.now.db, 'clock');
  return {
    template: wish.template,
    rules: wish.rules,
    site: wish.site.id,
    kind: wish.kind,
    business_date: dayAt(wish.site.zone, now),
    zone: wish.site.zone,
    instances: newInstances(template, () => newId(browserPorts.clock, browserPorts.random)),
    clock: {
      server_minus_device_ms: clock ? Math.round(clock.ms) : null,
      measured_at: clock ? new Date(clock.at).toISOString() : null,
    },
    ...(wish.area ? { area: wish.area } : {}),
    ...(wish.assignment ? { assignment: wish.assignment } : {}),
  };
}
