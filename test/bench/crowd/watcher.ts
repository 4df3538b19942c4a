import { KEYPOINT_STRIDE, type PoseEstimator, type PoseFollower } from '../../../server/analysis/pose-estimator.ts';
import { VideoDecoder } from '../../../server/video/decoder.ts';
import { LAYOUTS, type PoseFrame } from '../../../shared/coaching/index.ts';
import { poseOfActor, type Scene } from '../../support/scenes.ts';
import { type Distribution, distributionOf } from '../support/distribution.ts';

/** Who a frame's keypoints belong to. */
export type Followed = 'athlete' | 'another' | 'nobody';

export interface SceneFigures {
  readonly scene: string;
  readonly frames: number;
  /** Shares of the frames: `right` of those in which the athlete can be seen, `wrong` of all. */
  readonly right: number;
  readonly wrong: number;
  /** In most of the last second. */
  readonly end: Followed;
  readonly ms: Distribution & { readonly mean: number };
}

/** Farther from a body than this on average, in heights of the picture, keypoints are not that body's. */
const MAX_DISTANCE = 0.12;
/** Of the face and the hands, the figure is not drawn where the models put their points. */
const BODY = /_(shoulder|elbow|wrist|hip|knee|ankle)$/;
const FRAMES_AT_END = 15;

/** One engine that watches one scene. */
export class Watcher {
  readonly #scene: Scene;
  readonly #estimator: PoseEstimator;
  readonly #follower: PoseFollower;
  readonly #decoder = VideoDecoder.create('vp8');
  readonly #seen: { followed: Followed; visible: boolean; ms: number }[] = [];

  constructor(scene: Scene, estimator: PoseEstimator) {
    this.#scene = scene;
    this.#estimator = estimator;
    this.#follower = estimator.follow();
  }

  /** @param at ms of the scene */
  async look(frame: Buffer, at: number): Promise<Followed> {
    const picture = this.#decoder.decode(frame) ? this.#decoder.take() : undefined;
    if (!picture) throw new Error('The frame can’t be decoded');
    const began = performance.now();
    const pose = await this.#follower.estimate(picture, at);
    const ms = performance.now() - began;
    const followed = whoIs(this.#scene, at, pose?.keypoints ?? new Float32Array(), this.#estimator.layout);
    const visible = !(this.#scene.hidden ?? []).some(([from, to]) => at >= from && at <= to);
    this.#seen.push({ followed, visible, ms });
    return followed;
  }

  close(): SceneFigures {
    this.#decoder.close();
    const frames = this.#seen.length;
    const visible = this.#seen.filter((frame) => frame.visible);
    const count = (who: Followed, of = this.#seen) => of.filter(({ followed }) => followed === who).length;
    const last = this.#seen.slice(-FRAMES_AT_END);
    const kinds: Followed[] = ['athlete', 'another', 'nobody'];
    const [end = 'nobody'] = kinds.sort((a, b) => count(b, last) - count(a, last));
    const times = this.#seen.map(({ ms }) => ms);
    return {
      scene: this.#scene.name,
      frames,
      right: count('athlete', visible) / visible.length,
      wrong: count('another') / frames,
      end,
      ms: { ...distributionOf(times), mean: times.reduce((sum, ms) => sum + ms, 0) / frames },
    };
  }
}

/** The actor whose body is nearest to the keypoints. */
function whoIs(scene: Scene, at: number, keypoints: Float32Array, layout: PoseEstimator['layout']): Followed {
  if (keypoints.length === 0) return 'nobody';
  const distances = scene.actors.flatMap((actor) => {
    const pose = poseOfActor(actor, at);
    return pose ? [{ actor, distance: distanceFrom(pose, keypoints, layout) }] : [];
  });
  const [nearest] = distances.sort((a, b) => a.distance - b.distance);
  if (nearest?.actor === scene.athlete && nearest.distance < MAX_DISTANCE) return 'athlete';
  return 'another';
}

/** Mean distance of the body's points, in heights of the picture. */
function distanceFrom(pose: PoseFrame, keypoints: Float32Array, layout: PoseEstimator['layout']): number {
  const names = LAYOUTS[pose.layout].names;
  const distances = LAYOUTS[layout].names.flatMap((name, index) => {
    const truth = BODY.test(name) ? pose.keypoints[names.indexOf(name)] : undefined;
    if (!truth) return [];
    const [x = 0, y = 0] = keypoints.subarray(index * KEYPOINT_STRIDE[layout]);
    return [Math.hypot((x - truth.x) * pose.aspect, y - truth.y)];
  });
  return distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
}
