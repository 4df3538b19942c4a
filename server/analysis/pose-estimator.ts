import type { PoseLayout } from '../../shared/coaching/keypoints.ts';

/** The pixels that an estimator looks at: RGB, 3 bytes a px, rows without padding, of the estimator's input size. */
export interface PoseInput {
  readonly data: Uint8Array;
  /** Where in it the picture lies, in px; the rest is black. */
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

/** What people are told about the engine in use. */
export interface EngineDescription {
  /** Library and back end, e.g. `tfjs-wasm`. */
  readonly name: string;
  readonly model: string;
  readonly layout: PoseLayout;
  /** Size of the pictures that it takes, px. */
  readonly input: { readonly width: number; readonly height: number };
}

/**
 * Finds one person's keypoints in a picture. Engines differ in library and model, not in what they return.
 */
export interface PoseEstimator extends EngineDescription {
  /**
   * Keypoints in the order of the layout, flat, `KEYPOINT_STRIDE[layout]` numbers each: x and y in 0..1 of the picture
   * (bars undone), score 0..1, then z where the layout has depth. The input may be overwritten once the promise settles.
   *
   * @throws When the engine fails; it is of no use any more then.
   */
  estimate(input: PoseInput): Promise<Float32Array>;
  close(): void;
}

/** Numbers per keypoint: x, y, score, and z for BlazePose. */
export const KEYPOINT_STRIDE: Readonly<Record<PoseLayout, number>> = { coco17: 3, blazepose33: 4 };
