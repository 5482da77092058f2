import type { Database } from '../store/schema';

/** How many answers differ in inspections on this device, as the server counts them. */
export async function conflictCount(db: Database): Promise<number> {
  const inspections = await db.getAllFromIndex('items', 'kind', 'inspection');
  return inspections
    .filter(({ body }) => body['state'] === 'open')
    .reduce((total, { body }) => total + Number(body['conflicts'] ?? 0), 0);
}
