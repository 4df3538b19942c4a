/** The synthetic athlete as a second side: performs one repetition of the activity as it is meant, as fast as it is wanted. */

import { createStore } from 'zustand/vanilla';
import {
  type Athlete,
  anAthlete,
  type CameraView,
  drawAthlete,
  MOVES,
  type MoveName,
} from '../../../shared/athlete/index.ts';
import type { Size } from '../../../shared/size.ts';
import type { ComparedScreen, FollowingPlayer } from './compared.ts';

export interface ModelWish {
  readonly move: MoveName;
  readonly view: CameraView;
  /** How long the repetition lasts, ms. */
  readonly durationMs: number;
}

/** Of the picture, px; people stand in it as in that of a phone. */
const SIZE: Size = { width: 540, height: 720 };
/** As films have them, for steps. */
const FRAME_MS = 1_000 / 30;
/** Stands still before the repetition, ms. */
const BEFORE_MS = 1_000;

/** The figure of an activity, where the synthetic athlete knows how to move so. */
export const moveOf = (figure: string): MoveName | undefined => (isMove(figure) ? figure : undefined);

const isMove = (name: string): name is MoveName => Object.hasOwn(MOVES, name);

/** An athlete whose only repetition lasts so long, and when that begins and ends, ms. */
export function modelAthlete({ move, view, durationMs }: ModelWish) {
  const of = (tempo: number) =>
    anAthlete({ activity: move, reps: 1, view, tempo, delay: BEFORE_MS, aspect: SIZE.width / SIZE.height });
  const lengthOf = (athlete: Athlete) => {
    const [only] = athlete.truth().reps;
    return only ? only.end - only.start : 0;
  };
  // A repetition is a certain share of its tempo, with the rest after it.
  const ofSecond = lengthOf(of(1));
  const athlete = of(ofSecond > 0 ? durationMs / ofSecond : durationMs / 1_000);
  return { athlete, start: BEFORE_MS, end: BEFORE_MS + lengthOf(athlete) };
}

export function modelScreen(athlete: Athlete): ComparedScreen {
  return {
    player: new ModelPlayer(athlete),
    track: {
      poseAt: (at) => ({ ...athlete.poseAt(at), ahead: 0 }),
      need: async () => undefined,
      read: { subscribe: () => () => undefined },
    },
  };
}

/** Draws the moment that is asked for. */
class ModelPlayer implements FollowingPlayer {
  readonly state = createStore<ReturnType<FollowingPlayer['state']['getState']>>(() => ({ at: 0, shown: undefined }));
  readonly extent: FollowingPlayer['extent'];
  readonly #athlete: Athlete;
  readonly #canvas = Object.assign(document.createElement('canvas'), SIZE);

  constructor(athlete: Athlete) {
    this.#athlete = athlete;
    this.extent = { from: 0, until: athlete.duration };
    this.seek(0);
  }

  seek(to: number): void {
    const { from, until } = this.extent;
    const at = Math.min(until, Math.max(from, to));
    const context = this.#canvas.getContext('2d', { alpha: false });
    if (context) drawAthlete(context, this.#athlete.poseAt(at), SIZE);
    this.state.setState({ at, shown: { at, frame: { at, image: this.#canvas, ...SIZE } } });
  }

  step(frames: number): void {
    this.seek(this.state.getState().at + frames * FRAME_MS);
  }

  async settled(): Promise<void> {
    // It is drawn at once.
  }
}
