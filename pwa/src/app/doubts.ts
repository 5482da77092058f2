import type { Schemas } from '../api/client';
import { m } from '../paraglide/messages.js';

type Filed = Pick<Schemas['InspectionShown'], 'doubts' | 'business_date' | 'filed_on'>;
type Doubt = Filed['doubts'][number];

/**
 * What a start said that is not so, in words: one sentence for each doubt of the server.
 * A copy on the device that was pulled from an older server names none.
 */
export function doubtsOf(row: Partial<Filed>): readonly string[] {
  const words: Record<Doubt, () => string> = {
    site: m.doubt_site,
    zone: m.doubt_zone,
    area: m.doubt_area,
    assignment: m.doubt_assignment,
    business_date: () =>
      m.doubt_business_date({ sent: row.business_date ?? '', filed: row.filed_on ?? '' }),
  };
  return (row.doubts ?? []).map((one) => words[one]());
}
