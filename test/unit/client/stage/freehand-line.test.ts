import { createCanvas } from '@napi-rs/canvas';
import { expect, it } from 'vitest';
import { moveTo, touchDown } from '../../../../client/board/pen.ts';
import { traceFreehand } from '../../../../client/stage/freehand-line.ts';
import type { Point } from '../../../../shared/contract/board.ts';

const [WIDTH, HEIGHT] = [1_280, 720];
const PEN = 8;

/** Which pixels a line covers. */
function ink(points: readonly Point[]): boolean[] {
  const context = createCanvas(WIDTH, HEIGHT).getContext('2d');
  context.lineWidth = PEN;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.beginPath();
  traceFreehand(
    context,
    points.map(([x, y]) => [x * WIDTH, y * HEIGHT]),
    2 * PEN,
  );
  context.stroke();
  const { data } = context.getImageData(0, 0, WIDTH, HEIGHT);
  return Array.from({ length: WIDTH * HEIGHT }, (_, pixel) => (data[4 * pixel + 3] ?? 0) > 127);
}

const covered = (pixels: readonly boolean[]) => pixels.filter(Boolean).length;

it('draws the few points that the pen keeps as it draws all places of the pen', () => {
  const places = Array.from({ length: 900 }, (_, index): Point => {
    const turn = (2 * Math.PI * index) / 899;
    return [
      Math.round(WIDTH * (0.5 + 0.4 * Math.cos(turn))) / WIDTH,
      Math.round(HEIGHT * (0.5 + 0.3 * Math.sin(3 * turn))) / HEIGHT,
    ];
  });
  const [first = [0, 0], ...others] = places;
  const { points } = others.reduce(moveTo, touchDown('freehand', first));
  const [all, few] = [ink(places), ink(points)];
  const differing = all.filter((pixel, index) => pixel !== few[index]).length;
  expect(differing / covered(all)).toBeLessThan(0.1);
});

it('keeps sharp corners', () => {
  const pixels = ink([
    [0.2, 0.5],
    [0.5, 0.5],
    [0.3, 0.2],
  ]);
  expect(pixels[Math.round(0.5 * HEIGHT) * WIDTH + Math.round(0.5 * WIDTH)]).toBe(true);
});

it('draws a tap as a dot as wide as the line', () => {
  expect(covered(ink([[0.5, 0.5]]))).toBeCloseTo(Math.PI * (PEN / 2) ** 2, -1);
});
