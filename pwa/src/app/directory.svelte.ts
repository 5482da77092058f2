import type { Words } from '../domain';
import { itemsOf } from '../store/items';
import { app } from './app.svelte';
import { say } from './words';

export interface Site {
  readonly id: string;
  readonly key: string;
  readonly name: Words;
  readonly parent: string | null;
  readonly level: string;
  readonly zone: string;
}

let sites = $state.raw<ReadonlyMap<string, Site>>(new Map());
let people = $state.raw<ReadonlyMap<string, Words | string>>(new Map());

/** Names of sites and people as this device knows them. */
export const directory = {
  get sites(): ReadonlyMap<string, Site> {
    return sites;
  },
  siteName(id: string | null | undefined): string {
    return id ? say(sites.get(id)?.name) : '';
  },
  personName(id: string | null | undefined): string {
    return id ? say(people.get(id)) : '';
  },
  /** Where inspections happen: sites, not regions or areas. */
  inspectable(): Site[] {
    return [...sites.values()].filter(({ level }) => level === 'site');
  },
};

/** Reads the names again from the store. */
export async function readDirectory(): Promise<void> {
  const { db } = app.now;
  const [siteItems, personItems] = await Promise.all([itemsOf(db, 'site'), itemsOf(db, 'person')]);
  sites = new Map(siteItems.map(({ id, body }) => [id, { id, ...body } as unknown as Site]));
  people = new Map(personItems.map(({ id, body }) => [id, body['name'] as Words | string]));
}
