import { describe, expect, it } from 'vitest';
import { bodyIn } from '../../../../../../server/analysis/engines/simcc/body.ts';
import { exampleDescription, parseDescription } from '../../../../../../server/analysis/engines/simcc/description.ts';
import { LAYOUTS } from '../../../../../../shared/coaching/index.ts';

const NAMES = LAYOUTS.coco17.names;
const PICTURE = { width: 640, height: 480 };
const REGION = { centreX: 320, centreY: 240, side: 256, rotation: 0 };
const description = parseDescription(exampleDescription({}));
const COLUMNS = 2 * description.size.width;
const ROWS = 2 * description.size.height;

/** Somebody who stands, in px of the model's picture. */
const STANDING: Readonly<Record<string, readonly [number, number]>> = {
  shoulder: [96, 74],
  elbow: [80, 96],
  wrist: [80, 118],
  hip: [96, 128],
  knee: [96, 170],
  ankle: [96, 214],
};

/** @param scores by the end of a point's name; 0.9 for all others */
function output(scores: Readonly<Record<string, number>> = {}, places = STANDING) {
  const [x, y] = [new Float32Array(17 * COLUMNS), new Float32Array(17 * ROWS)];
  for (const [index, name] of NAMES.entries()) {
    const part = name.split('_').at(-1) ?? '';
    const [across, down] = places[part] ?? [96, 40];
    x[index * COLUMNS + across * 2] = scores[part] ?? 0.9;
    y[index * ROWS + down * 2] = 1.1;
  }
  return { x, y, columns: COLUMNS, rows: ROWS };
}

describe('the body in a region', () => {
  it('has its points where the model is surest of column and row, as sure as of the less sure', () => {
    const { keypoints } = bodyIn(output(), description, REGION, PICTURE)?.pose ?? { keypoints: new Float32Array() };
    expect(keypoints).toHaveLength(17 * 3);
    const [x = 0, y = 0, score = 0] = keypoints.subarray(NAMES.indexOf('left_hip') * 3);
    expect([x * PICTURE.width, y * PICTURE.height]).toEqual([320, 240].map((px) => expect.closeTo(px, 3)));
    expect(score).toBeCloseTo(0.9);
  });

  it('is turned back as the region is turned', () => {
    const turned = bodyIn(output(), description, { ...REGION, rotation: Math.PI / 2 }, PICTURE);
    const [x = 0, y = 0] = turned?.pose.keypoints.subarray(NAMES.indexOf('left_ankle') * 3) ?? [];
    // Feet 86 px below the hips of the square are 86 px left of them in the picture.
    expect([x * PICTURE.width, y * PICTURE.height]).toEqual([320 - 86, 240].map((px) => expect.closeTo(px, 3)));
  });

  it('is looked for around its hips in the next picture, in about the same square', () => {
    const { centreX, centreY, side, rotation } = bodyIn(output(), description, REGION, PICTURE)?.next ?? REGION;
    expect([centreX, centreY, rotation]).toEqual([320, 240, 0].map((value) => expect.closeTo(value, 3)));
    expect(side).toBeGreaterThan(2 * 1.25 * 86);
    expect(side).toBeLessThan(300);
  });

  it('is looked for upright along the trunk when it bends', () => {
    const bent = { ...STANDING, shoulder: [150, 128] as const };
    expect(bodyIn(output({}, bent), description, REGION, PICTURE)?.next.rotation).toBeCloseTo(Math.PI / 2, 3);
  });

  it('keeps its square below the shoulders while the hips are not seen', () => {
    const next = bodyIn(output({ hip: 0.1, knee: 0.1, ankle: 0.1 }), description, REGION, PICTURE)?.next;
    expect(next).toMatchObject({ side: REGION.side, rotation: 0, centreX: expect.closeTo(320, 3) });
    expect(next?.centreY).toBeCloseTo(240 - 54 + 256 / (2 * 1.25 * 1.9), 3);
  });

  it.each([
    { who: 'an empty picture', scores: { shoulder: 0.1, elbow: 0.1, wrist: 0.1, hip: 0.1, knee: 0.1, ankle: 0.1 } },
    { who: 'two points by chance', scores: { shoulder: 0.9, elbow: 0.1, wrist: 0.1, hip: 0.1, knee: 0.1, ankle: 0.1 } },
    { who: 'limbs without a trunk', scores: { shoulder: 0.1, hip: 0.1 } },
    { who: 'numbers that are none', scores: { shoulder: Number.NaN, hip: Number.NaN } },
  ])('is nobody in $who', ({ scores }) => {
    expect(bodyIn(output(scores), description, REGION, PICTURE)).toBeUndefined();
  });
});
