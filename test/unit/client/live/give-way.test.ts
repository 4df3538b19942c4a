import { expect, it } from 'vitest';
import { cornerFor } from '../../../../client/live/give-way.ts';
import { fitFrame } from '../../../../client/stage/frame-fit.ts';

const box = { width: 800, height: 600 };
const fit = fitFrame(box, 4 / 3);
const place = { size: { width: 200, height: 150 }, box, margin: 10 };
const at = (x: number, y: number, score = 0.9) => [{ x, y, score }];

it('stays where it is while the body is elsewhere', () => {
  expect(cornerFor('left', at(0.5, 0.5), fit, place)).toBe('left');
  expect(cornerFor('right', at(0.5, 0.5), fit, place)).toBe('right');
  expect(cornerFor('left', at(0.9, 0.1), fit, place)).toBe('left');
});

it('gives way to a hand that is raised into its corner, and stays there', () => {
  expect(cornerFor('left', at(0.15, 0.1), fit, place)).toBe('right');
  expect(cornerFor('right', at(0.15, 0.1), fit, place)).toBe('right');
  expect(cornerFor('right', at(0.9, 0.1), fit, place)).toBe('left');
});

it('counts what is shown: in a mirrored picture the other hand is in the corner', () => {
  const mirrored = fitFrame(box, 4 / 3, true);
  expect(cornerFor('left', at(0.15, 0.1), mirrored, place)).toBe('left');
  expect(cornerFor('left', at(0.85, 0.1), mirrored, place)).toBe('right');
});

it('does not move for points that are only guessed, nor to and fro when both corners are taken', () => {
  expect(cornerFor('left', at(0.15, 0.1, 0.1), fit, place)).toBe('left');
  const both = [...at(0.15, 0.1), ...at(0.85, 0.1)];
  expect(cornerFor('left', both, fit, place)).toBe('left');
  expect(cornerFor('right', both, fit, place)).toBe('right');
});

it('hides nothing where the picture leaves bars beside it', () => {
  const narrow = fitFrame(box, 1 / 3);
  expect(cornerFor('left', at(0.05, 0.05), narrow, place)).toBe('left');
});
