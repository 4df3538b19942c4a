import type { PoseLayout } from '../../shared/coaching/body/keypoints.ts';
import type { Size } from '../../shared/size.ts';
import type { Region } from '../video/region.ts';
import type { AthletePlace, Place } from './athlete-place.ts';

export type { AthletePlace, Place } from './athlete-place.ts';

/**
 * A decoded picture, from which an estimator reads the parts that it wants: RGB, 3 bytes a px, rows without padding. What
 * was read is valid until the same is read again; it is `undefined` when the picture can't be converted.
 */
export interface Picture {
  readonly size: Size;
  /** The whole picture fitted into `target`, with black bars; `box` is where in it the picture lies, px. */
  letterboxed(
    target: Size,
  ): { readonly data: Uint8Array; readonly box: Size & { readonly x: number; readonly y: number } } | undefined;
  /** A region, upright, scaled to `side` px. */
  cropped(region: Region, side: number): Uint8Array | undefined;
}

/** One person in one picture. */
export interface Pose {
  /**
   * In the order of the layout, flat, `KEYPOINT_STRIDE[layout]` numbers each: x and y in 0..1 of the picture, score 0..1,
   * then z where the layout has depth, in the unit of x. Empty when nobody was found.
   */
  readonly keypoints: Float32Array;
  /** In the same order x, y, z of each point in metres from the middle of the hips; only from models that know it. */
  readonly world?: Float32Array;
}

/** A model that takes less time and is less exact. */
export interface LightModel {
  readonly model: string;
  /** The part of the usual model's time that it takes, as measured when both were loaded. */
  readonly share: number;
}

/** What people read about the engine in use. */
export interface EngineDescription {
  /** Library and back end, e.g. `tfjs-wasm`. */
  readonly name: string;
  readonly model: string;
  /** Looks in place of `model` when there is too much to do; absent where there is none. */
  readonly light?: LightModel;
  readonly layout: PoseLayout;
  /** Size of the pictures that the model takes, px: larger ones are of no use to it. */
  readonly input: Size;
  /** Why better engines do not run on this machine, a line each. */
  readonly passedOver?: readonly string[];
}

/** Which of an engine's two models looks at a picture. Where there is no light one, both are the usual one. */
export type ModelWeight = 'usual' | 'light';

/** Finds one person's keypoints in pictures. Engines differ in library and model, not in how they are used. */
export interface PoseEstimator extends EngineDescription {
  /**
   * Begins to follow the athlete of one video; needs no end.
   *
   * @param start Who it is, when they were followed before.
   */
  follow(start?: AthletePlace): PoseFollower;
  /** To be called when nothing is being estimated. */
  close(): Promise<void>;
}

/** Follows one person, the athlete, from picture to picture of one video. */
export interface PoseFollower {
  /**
   * One at a time; the picture must stay until the promise settles.
   *
   * @param at Media time, ms; increases from picture to picture.
   * @param weight The model that looks, `usual` when left out.
   * @returns `undefined` when the picture can't be read.
   * @throws When the engine fails; it is of no use any more then.
   */
  estimate(picture: Picture, at: number, weight?: ModelWeight): Promise<Pose | undefined>;
  /**
   * Takes whoever is at this place of the next picture for the athlete from then on.
   *
   * @param withinMs How long the picture is waited for.
   * @returns whether somebody is there; nothing changes otherwise. `false` also when a newer pick comes before the picture,
   * `undefined` when no picture comes in time.
   */
  pick(place: Place, withinMs: number): Promise<boolean | undefined>;
}

/** Numbers per keypoint: x, y, score, and z for BlazePose. */
export const KEYPOINT_STRIDE: Readonly<Record<PoseLayout, number>> = { coco17: 3, blazepose33: 4, body21: 3 };
