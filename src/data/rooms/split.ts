/**
 * Which rooms validation is made of. Its seed is not that of training, so no room is in both; kinds and people are
 * dealt alike in both (scene.ts). What is left to chance is mended here: as long as training shows a class that
 * validation does not show yet, the later half of its rooms is picked among several for showing such classes.
 */
import type { Sample } from '../sample';
import { classesInSight } from './cameras';
import { classIndex, type ClassName } from './classes';
import type { Difficulty } from './difficulty';
import { MOST_ROOMS, roomScene } from './scene';

const ALTERNATIVES = 16; // rooms to choose from

export interface ValidationRooms {
  readonly rooms: number;
  /** Of the validation rooms. */
  readonly seed: number;
  readonly difficulty: Difficulty;
}

/** Classes that training showed, and which of them validation still lacks. */
export class SplitBalance {
  private readonly missing = new Set<number>();
  private readonly shown = new Set<number>();

  constructor(private readonly validation: ValidationRooms) {}

  /** Call with every training picture, before the first validation room is asked for. */
  trained({ labels }: Sample): void {
    for (const label of labels.semseg ?? []) if (label !== 255) this.missing.add(label);
  }

  /** Call with every validation picture, in order. */
  validated({ labels }: Sample): void {
    for (const label of labels.semseg ?? []) this.shown.add(label);
    for (const label of this.shown) this.missing.delete(label);
  }

  /** The index of the room in this place: no two places share one. */
  roomAt(place: number): number {
    const { rooms, seed, difficulty } = this.validation;
    if (2 * place < rooms || this.missing.size === 0) return place;
    let best = place;
    let most = 0;
    for (let k = 0; k < ALTERNATIVES; k++) {
      const index = place + k * rooms;
      if (index >= MOST_ROOMS) break;
      const seen = [...classesInSight(roomScene(seed, index, difficulty))];
      const gain = seen.filter((name) => this.missing.has(classIndex(name as ClassName))).length;
      if (gain > most) [best, most] = [index, gain];
    }
    return best;
  }
}
