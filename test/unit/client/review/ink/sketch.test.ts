import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { Sketch } from '../../../../../client/review/ink/sketch.ts';
import type { Point, StrokeBegin } from '../../../../../shared/contract/board.ts';
import { commentInkSchema, MAX_COMMENT_POINTS } from '../../../../../shared/contract/comment-ink.ts';

const begun = (changes: Partial<StrokeBegin> = {}): StrokeBegin => ({
  ...{ id: randomUUID(), tool: 'line', colour: '#ffd400', width: 0.01, at: 1_000 },
  points: [
    [0.1, 0.1],
    [0.1, 0.1],
  ],
  ...changes,
});
const places = (count: number): Point[] => Array.from({ length: count }, (_, index) => [(index % 100) / 100, 0.5]);

it('takes the strokes of a pen as marks of the tool in hand, at the moment of the first one', async () => {
  const participant = randomUUID();
  const sketch = new Sketch(participant);
  const wire = sketch.wire('slope');
  const stroke = begun();
  await wire.begin(stroke);
  await wire.draw({ id: stroke.id, from: 1, points: [[0.4, 0.6]] });
  await wire.end(stroke.id);
  await sketch.wire('freehand').begin(begun({ at: 2_000 }));
  const { ink, at } = sketch.state.getState();
  expect(at).toBe(1_000);
  expect(ink[0]).toMatchObject({
    tool: 'slope',
    over: participant,
    points: [
      [0.1, 0.1],
      [0.4, 0.6],
    ],
  });
  // What a comment takes.
  expect(commentInkSchema.parse(ink)).toEqual(ink);
});

it('takes back the newest stroke, one that was given up, or all', async () => {
  const sketch = new Sketch(null);
  const [first, second, third] = [begun(), begun(), begun()];
  for (const stroke of [first, second, third]) await sketch.wire('line').begin(stroke);
  const ids = () => sketch.state.getState().ink.map(({ id }) => id);
  await sketch.wire('line').cancel(second.id);
  expect(ids()).toEqual([first.id, third.id]);
  sketch.undo();
  expect(ids()).toEqual([first.id]);
  sketch.undo();
  sketch.undo();
  expect(sketch.state.getState()).toEqual({ ink: [], at: undefined });
  await sketch.wire('line').begin(first);
  sketch.clear();
  expect(ids()).toEqual([]);
});

it('has no more than a comment takes: refuses strokes, and lets a line go no further', async () => {
  const sketch = new Sketch(null);
  const wire = sketch.wire('freehand');
  const long = begun({ tool: 'freehand', points: places(200) });
  await wire.begin(long);
  for (let from = 200; from < MAX_COMMENT_POINTS + 400; from += 200)
    await wire.draw({ id: long.id, from, points: places(200) });
  expect(commentInkSchema.safeParse(sketch.state.getState().ink).success).toBe(true);
  await expect(wire.begin(begun())).rejects.toMatchObject({ code: 'too_large' });
  sketch.clear();
  for (let count = 0; count < 40; count += 1) await wire.begin(begun());
  await expect(wire.begin(begun())).rejects.toMatchObject({ code: 'too_large' });
});

it('knows the length of the newest distance, until it is not known any more', async () => {
  const sketch = new Sketch(null);
  await sketch.wire('distance').begin(begun());
  await sketch.wire('distance').begin(begun());
  sketch.setLength(45);
  expect(sketch.state.getState().ink.map(({ length }) => length)).toEqual([undefined, 45]);
  sketch.setLength(undefined);
  expect(sketch.state.getState().ink.map((stroke) => 'length' in stroke)).toEqual([false, false]);
});
