/** The model athlete as a second side. */
import { createStore } from 'zustand/vanilla';
import { type Athlete, drawModel, MODEL_SIZE } from '../../../shared/athlete/index.ts';
import type { ComparedScreen, FollowingPlayer } from './compared.ts';

/** As films have them, for steps. */
const FRAME_MS = 1_000 / 30;

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
  readonly #canvas = Object.assign(document.createElement('canvas'), MODEL_SIZE);

  constructor(athlete: Athlete) {
    this.#athlete = athlete;
    this.extent = { from: 0, until: athlete.duration };
    this.seek(0);
  }

  seek(to: number): void {
    const context = this.#canvas.getContext('2d', { alpha: false });
    if (!context) return;
    const at = drawModel(context, this.#athlete, to);
    this.state.setState({ at, shown: { at, frame: { at, image: this.#canvas, ...MODEL_SIZE } } });
  }

  step(frames: number): void {
    this.seek(this.state.getState().at + frames * FRAME_MS);
  }

  async settled(): Promise<void> {
    // It is drawn at once.
  }
}
