/** Pictures and keypoints of the model athlete, as the review room draws it. */
import { createCanvas } from '@napi-rs/canvas';
import type { PoseAt } from '../../../client/stage/pose-track.ts';
import { type Athlete, drawModel, MODEL_SIZE } from '../../../shared/athlete/index.ts';
import type { PictureOfPerson } from './filmed-person.ts';

export class ModelReading {
  readonly #athlete: Athlete;
  readonly #canvas = createCanvas(MODEL_SIZE.width, MODEL_SIZE.height);
  #wanted: number | undefined;
  #shown: PictureOfPerson | undefined;

  constructor(athlete: Athlete) {
    this.#athlete = athlete;
  }

  /** The same object while the moment is the same. @param wanted ms of the performance */
  at(wanted: number): PictureOfPerson {
    if (this.#shown && this.#wanted === wanted) return this.#shown;
    const moment = drawModel(this.#canvas.getContext('2d'), this.#athlete, wanted);
    this.#wanted = wanted;
    this.#shown = { picture: { ...MODEL_SIZE, at: moment, until: moment, image: this.#canvas }, moment };
    return this.#shown;
  }

  poseAt(moment: number): PoseAt {
    return { ...this.#athlete.poseAt(moment), ahead: 0 };
  }
}
