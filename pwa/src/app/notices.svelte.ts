import type { Place } from '../domain';

/** Something that a person is told beside a question; it stays until the next deed there. */
export interface Notice {
  readonly text: string;
  readonly refused: boolean;
}

/** What is told beside the questions of one inspection, whichever part of the row shows it. */
export class Notices {
  private told: ReadonlyMap<string, readonly Notice[]> = $state.raw(new Map());

  at(place: Place): readonly Notice[] {
    return this.told.get(keyOf(place)) ?? [];
  }

  clear(place: Place): void {
    this.told = new Map(this.told).set(keyOf(place), []);
  }

  tell(place: Place, notice: Notice): void {
    this.told = new Map(this.told).set(keyOf(place), [...this.at(place), notice]);
  }
}

function keyOf({ section, instance, question }: Place): string {
  return [section, instance, question].join('\n');
}
