/** The fixed frames that all engines look at, and where the body is in them. */
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { anAthlete } from '../../../shared/athlete/index.ts';
import { LAYOUTS } from '../../../shared/coaching/index.ts';
import { athleteClip } from '../../support/rtp/athlete-clip.ts';
import { type Clip, encodeClip, picturesOf } from '../../support/rtp/clip.ts';

/** x and y in 0..1 of the picture, by the keypoint's name. */
export type Truth = ReadonlyMap<string, readonly [number, number]>;

export interface ReferenceClip {
  readonly name: string;
  readonly clip: Clip;
  /** For each frame. */
  readonly truth: readonly Truth[];
}

export const VIDEO = '../shared/data/pose_squats.mp4';
const KEYPOINTS = '../shared/data/pose_squats.full.json';
const VIDEO_SIZE = { width: 720, height: 1280 };
const NAMES = LAYOUTS.blazepose33.names;

const referenceSchema = z.array(z.array(z.tuple([z.number(), z.number(), z.number()])).length(NAMES.length));

/** The synthetic athlete, always; the squat video where it is there. */
export async function referenceClips(): Promise<ReferenceClip[]> {
  const athlete = anAthlete({ activity: 'squat', reps: 2, tempo: 2, view: 'front-left' });
  const clip = athleteClip(athlete);
  const drawn = clip.frames.map((_, index) => athlete.poseAt((index * 1000) / clip.framesPerSecond, 'blazepose33'));
  const synthetic: ReferenceClip = {
    name: 'drawn athlete',
    clip,
    truth: drawn.map(({ keypoints }) => truthOf(keypoints.map(({ x, y }) => [x, y]))),
  };
  if (!existsSync(VIDEO) || !existsSync(KEYPOINTS)) return [synthetic];

  const size = { width: 180, height: 320 };
  const pictures: Uint8Array[] = [];
  for await (const picture of picturesOf(VIDEO, size)) pictures.push(picture);
  const real: ReferenceClip = {
    name: 'squat video',
    clip: encodeClip({ codec: 'vp8', size, framesPerSecond: 5, bitRate: 1_000_000, pictures }),
    truth: videoTruth(),
  };
  return [synthetic, real];
}

/** What MediaPipe found in each frame of the squat video. */
export function videoTruth(): Truth[] {
  const reference = referenceSchema.parse(JSON.parse(readFileSync(KEYPOINTS, 'utf8')));
  return reference.map((points) => truthOf(points.map(([x, y]) => [x / VIDEO_SIZE.width, y / VIDEO_SIZE.height])));
}

const truthOf = (points: readonly (readonly [number, number])[]): Truth =>
  new Map(points.map((point, index) => [NAMES[index] ?? '', point]));
