import { type JsonObject, newInstances, type Template } from '../domain';
import { browserPorts, newId } from '../ports';
import { readMeta } from '../store/database';
import { record } from '../store/operations';
import { app } from './app.svelte';
import { pinned } from './catalogue';
import type { Site } from './directory.svelte';
import { dayAt } from './moments';

export interface StartWish {
  readonly template: string;
  readonly rules: string;
  readonly kind: string;
  readonly site: Site;
  readonly area?: string | null;
  readonly assignment?: string | null;
}

/** Starts an inspection on this device and gives its id. Raises: Error when a document is missing. */
export async function startInspection(wish: StartWish): Promise<string> {
  const { db, sync } = app.now;
  const documents = await pinned(db, wish.template, wish.rules);
  if (!documents) throw new Error('the checklist is not on this device yet');
  const subject = newId(browserPorts.clock, browserPorts.random);
  const value = await startValue(wish, documents.template);
  await record(app.recorder(), [{ about: 'inspection', subject, kind: 'start', value }], {
    view: () => ({
      id: subject,
      template: wish.template,
      rules: wish.rules,
      site: wish.site.id,
      area: wish.area ?? null,
      assignment: wish.assignment ?? null,
      kind: wish.kind,
      state: 'open',
      startedAt: browserPorts.clock.now(),
      savedAt: browserPorts.clock.now(),
      answered: 0,
      total: 0,
      scoreBp: null,
      grade: null,
      findings: {},
      photos: 0,
      section: null,
    }),
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
