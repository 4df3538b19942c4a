import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { disturb } from '../../../../shared/athlete/index.ts';
import { guessActivity, type PoseFrame } from '../../../../shared/coaching/index.ts';
import { judged } from './perform.ts';

const REFERENCE = new URL('../../../../../shared/data/pose_squats.full.json', import.meta.url);
const [WIDTH, HEIGHT, FRAME_MS] = [720, 1280, 200];

/** Real keypoints of a woman who does two squats and begins a third, 5 frames a second. */
function realFrames(): PoseFrame[] {
  const raw = z
    .array(z.array(z.tuple([z.number(), z.number(), z.number()])))
    .parse(JSON.parse(readFileSync(REFERENCE, 'utf8')));
  return raw.map((points, index) => ({
    at: index * FRAME_MS,
    layout: 'blazepose33',
    aspect: WIDTH / HEIGHT,
    keypoints: points.map(([x, y, z]) => ({ x: x / WIDTH, y: y / HEIGHT, z: z / WIDTH, score: 0.95 })),
  }));
}

const reps = (frames: readonly PoseFrame[]) => judged('squat', frames).tracker.state.reps;

describe.skipIf(!existsSync(REFERENCE))('a real track of squats (skipped where the shared data is absent)', () => {
  it('holds two repetitions, and a third that is not finished', () => {
    expect(reps(realFrames())).toBe(2);
  });

  it.each([0.4, 0.6, 1.5, 2.5])('holds two at %d times its duration', (stretch) => {
    expect(reps(realFrames().map((frame) => ({ ...frame, at: frame.at * stretch })))).toBe(2);
  });

  it('holds two when mirrored without the model’s knowledge', () => {
    const mirrored = realFrames().map((frame) => ({
      ...frame,
      keypoints: frame.keypoints.map((point) => ({ ...point, x: 1 - point.x })),
    }));
    expect(reps(mirrored)).toBe(2);
  });

  it.each([1, 2, 3, 4, 5])('holds two with noise, lost frames and swapped limbs (seed %d)', (seed) => {
    const disturbed = realFrames().flatMap(
      (frame) => disturb(frame, { seed, noise: 0.006, dropouts: 0.1, swaps: 0.03 }) ?? [],
    );
    expect(reps(disturbed)).toBe(2);
  });

  it('holds two when the feet are cut off', () => {
    const cut = realFrames().map((frame) => ({
      ...frame,
      keypoints: frame.keypoints.map((point, index) => (index >= 27 ? { ...point, score: 0.05 } : point)),
    }));
    expect(reps(cut)).toBe(2);
  });

  it('is recognised as squats', () => {
    expect(guessActivity(realFrames())?.activity).toBe('squat');
  });
});
