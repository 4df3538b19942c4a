import { expect, it } from 'vitest';
import { LAYOUTS } from '../../../shared/coaching/index.ts';
import type { ReferenceClip } from '../../bench/pose/clips.ts';
import { clipFigures, type FoundFrame, inLayout } from '../../bench/pose/figures.ts';

const NAMES = LAYOUTS.coco17.names;
/** A leg bent by a right angle, in a picture twice as wide as high. */
const PLACES = NAMES.map((name): [number, number] =>
  name.endsWith('hip') ? [0.25, 0.5] : name.endsWith('ankle') ? [0.5, 1] : [0.5, 0.5],
);
const reference: ReferenceClip = {
  name: 'a clip',
  clip: { codec: 'vp8', width: 400, height: 200, framesPerSecond: 1, frames: [] },
  truth: [new Map(NAMES.map((name, index) => [name, PLACES[index] ?? [0, 0]] as const))],
};

function found(move: (place: readonly [number, number], name: string) => readonly [number, number]): FoundFrame {
  const keypoints = Float32Array.from(NAMES.flatMap((name, index) => [...move(PLACES[index] ?? [0, 0], name), 1]));
  return { ms: 4, readMs: 1, keypoints };
}

it('finds no difference where there is none', () => {
  const figures = clipFigures(reference, [found((place) => place)], 'coco17');
  expect(figures).toMatchObject({ clip: 'a clip', frames: 1, lost: 0, meanError: 0, kneeDegrees: 0 });
  expect([figures.ms.p50, figures.readMs.p95]).toEqual([4, 1]);
});

it('counts a body as found where it is, by its own size, and only where half of it is in the picture', () => {
  const shareRight = (move: number, truth = reference.truth) =>
    clipFigures({ ...reference, truth }, [found(([x, y]) => [x + move, y])], 'coco17').right;
  expect([shareRight(0), shareRight(0.02), shareRight(0.2)]).toEqual([1, 1, 0]);
  const head = [new Map([...(reference.truth[0] ?? [])].filter(([name]) => name === 'nose'))];
  expect(shareRight(0, head)).toBeNaN();
});

it('brings points to another layout by their names', () => {
  const frame = found((place) => place).keypoints;
  const wide = inLayout(frame, 'coco17', 'blazepose33');
  expect(inLayout(wide, 'blazepose33', 'coco17')).toEqual(frame);
  expect(inLayout(new Float32Array(), 'blazepose33', 'coco17')).toHaveLength(0);
});

it('measures distances in heights of the picture', () => {
  const { meanError } = clipFigures(reference, [found(([x, y]) => [x + 0.1, y])], 'coco17');
  expect(meanError).toBeCloseTo(0.2);
});

it('measures the angle of the knees as it is seen, whatever the proportions of the picture', () => {
  const straight = found(([x, y], name) => (name.endsWith('hip') ? [0.5, 0] : [x, y]));
  expect(clipFigures(reference, [straight], 'coco17').kneeDegrees).toBeCloseTo(90);
});

it('counts frames with nobody, and leaves them out of the rest', () => {
  const nobody = { ms: 8, readMs: 1, keypoints: new Float32Array() };
  expect(clipFigures(reference, [nobody], 'coco17')).toMatchObject({ lost: 1, meanError: Number.NaN });
});
