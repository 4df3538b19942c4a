import type { Region } from '../../../video/region.ts';
import type { AthletePlace, ModelWeight, Picture, Place, Pose, PoseFollower } from '../../pose-estimator.ts';
import type { OnnxSession } from '../onnx-session.ts';
import { PendingPick } from '../pending-pick.ts';
import { appearanceOf } from './appearance.ts';
import { ownerOf, personAt } from './athlete-choice.ts';
import { type Certainty, Crowd } from './crowd.ts';
import { findPeople, isUsable } from './people-finder.ts';
import { fromRegion, isInside } from './pose-region.ts';
import type { RegionModel } from './region-model.ts';

/** What looks at pictures, ready to run. */
export interface FollowerModels {
  /** Finds everybody in a whole picture: BlazePose's detector. */
  readonly detector: OnnxSession;
  readonly model: RegionModel;
}

/**
 * How long after one search of the whole picture the next one is due, ms: the detector takes as long as the landmark model, so
 * that one look in two seconds is a thirtieth of the time at 15 frames a second.
 */
const LOOK_EVERY_MS: Readonly<Record<Certainty, number>> = {
  alone: 2_000,
  'among others': 1_000,
  'beside a double': 250,
  doubtful: 130,
};
/** While there is so much to do that the light model looks, somebody who is alone is believed to be so for longer. */
const ALONE_UNDER_LOAD_MS = 5_000;
/** Doubts that looks don't bear out are looked into more and more seldom. */
const MAX_VAIN_LOOKS = 2;
const NOBODY: Pose = { keypoints: new Float32Array() };

/**
 * Follows the athlete by the region in which the last picture had them, and looks at the whole picture while nobody is
 * followed, when it may be somebody else who is, and now and then.
 */
export class PersonFollower implements PoseFollower {
  readonly #models: FollowerModels;
  readonly #crowd: Crowd;
  #region: Region | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #lookDueAt = Number.NEGATIVE_INFINITY;
  /** Looks in doubt, in a row, that changed nothing. */
  #vain = 0;
  readonly #pick = new PendingPick();

  constructor(models: FollowerModels, start?: AthletePlace) {
    this.#models = models;
    this.#crowd = new Crowd(start);
  }

  pick(place: Place, withinMs: number): Promise<boolean | undefined> {
    return this.#pick.ask(place, withinMs);
  }

  async estimate(picture: Picture, at: number, weight: ModelWeight = 'usual'): Promise<Pose | undefined> {
    const isDue = !this.#region || this.#pick.isWaiting || at >= this.#lookDueAt || at < this.#lookedAt;
    if (isDue) await this.#look(picture, at);
    const pose = await this.#findAthlete(picture, at, weight);
    if (isDue || pose !== NOBODY) return pose;
    // Nobody is where the last picture had them: they leapt, or the camera was moved.
    await this.#look(picture, at);
    return await this.#findAthlete(picture, at, weight);
  }

  /** The one in the region, `NOBODY` where there is none; the region for the next picture is that of who is found. */
  async #findAthlete(picture: Picture, at: number, weight: ModelWeight): Promise<Pose | undefined> {
    const region = this.#region;
    if (!region) return NOBODY;
    const { model } = this.#models;
    const pixels = picture.cropped(region, model.side);
    if (!pixels) return undefined;
    const body = await model.find(pixels, region, picture.size, weight);
    this.#region = undefined;
    if (!body) {
      this.#crowd.denyUnconfirmed();
      return NOBODY;
    }
    const { pose, next, trunk } = body;
    if (isUsable(next, fromRegion(region, trunk.shoulders), picture.size)) {
      const hipsAreInside = isInside(fromRegion(region, trunk.hips), picture.size);
      this.#follow({ region: next, appearance: appearanceOf(pixels, model.side, trunk, hipsAreInside) }, at, weight);
    }
    return pose;
  }

  #follow(athlete: Parameters<Crowd['follow']>[0], at: number, weight: ModelWeight): void {
    this.#region = athlete.region;
    const certainty = this.#crowd.follow(athlete, at);
    if (certainty !== 'doubtful') this.#vain = 0;
    const every = certainty === 'alone' && weight === 'light' ? ALONE_UNDER_LOAD_MS : LOOK_EVERY_MS[certainty];
    this.#lookDueAt = this.#lookedAt + every * 2 ** this.#vain;
  }

  async #look(picture: Picture, at: number): Promise<void> {
    const people = await findPeople(this.#models.detector, picture, this.#models.model.side);
    if (!people) return;
    this.#lookedAt = at;
    const pick = this.#pick.take();
    const picked = pick && personAt(people, pick.place, picture.size);
    pick?.answer(picked !== undefined);
    if (picked) {
      this.#crowd.choose(picked, people, at, true);
      this.#region = picked.region;
      return;
    }
    const followed = this.#region && ownerOf(people, this.#region);
    const athlete = this.#crowd.meet(people, at, picture.size, followed ?? (this.#region && 'unseen'));
    // A body in an odd posture is followed where the detector does not see it.
    const isOther = athlete ? athlete !== followed : followed !== undefined;
    if (isOther) this.#region = athlete?.region;
    this.#vain = isOther ? 0 : Math.min(MAX_VAIN_LOOKS, this.#vain + 1);
  }
}
