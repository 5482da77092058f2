import { hashOf } from './canonical';
import { headsOf, type Recorded } from './slots';
import { compareText } from './text';

/** The hash by which two replicas see that they hold the same inspection (protocol.md, section 4). */
export function stateHash(recorded: Recorded): string {
  const instances: Record<string, string[]> = {};
  for (const [section, ids] of Object.entries(recorded.instances())) {
    instances[section] = ids.sort(compareText);
  }
  const slots = recorded.liveSlots().map((slot) => [
    slot.place.section,
    slot.place.instance,
    slot.place.question,
    slot.name,
    headsOf(slot)
      .map((operation) => operation.id)
      .sort(compareText),
  ]);
  return hashOf({ instances, slots });
}
