import { describe, expect, it } from 'vitest';
import { StrokeSender, type StrokeWire } from '../../../../client/board/stroke-sender.ts';
import {
  MAX_POINTS_PER_MESSAGE,
  type Point,
  redraw,
  type Stroke,
  type StrokeBegin,
  type StrokeDraw,
} from '../../../../shared/contract/board.ts';
import { SidelineError } from '../../../../shared/contract/errors.ts';

const ID = '6f1c4b0e-3d5a-4d0e-9b7a-0d6c8f1a2b3c';
const points = (count: number): Point[] => Array.from({ length: count }, (_, index) => [index / 2_000, 0.5]);
const begin: StrokeBegin = { id: ID, tool: 'freehand', colour: '#ffd400', width: 0.01, points: points(1) };

/** A board at the other end that takes messages as the server does; `refuse` picks those that are turned away. */
function board(refuse: (draw: StrokeDraw, number: number) => boolean = () => false) {
  let stroke: Stroke | undefined;
  const draws: StrokeDraw[] = [];
  const frames: (() => void)[] = [];
  const wire: StrokeWire = {
    begin: async (begun) => {
      stroke = { ...begun, authorId: ID, finished: false };
    },
    draw: async (draw) => {
      draws.push(draw);
      const drawn = stroke && redraw(stroke, draw);
      if (refuse(draw, draws.length) || !drawn) throw new SidelineError('rate_limited', 'slow down');
      stroke = drawn;
    },
    end: async () => {
      stroke = stroke && { ...stroke, finished: true };
    },
    cancel: async () => {
      stroke = undefined;
    },
  };
  return {
    wire,
    draws,
    nextFrame: (callback: () => void) => frames.push(callback),
    frame: () => {
      for (const callback of frames.splice(0)) callback();
    },
    get stroke() {
      return stroke;
    },
  };
}

describe('sending a stroke', () => {
  it('sends one message a frame, however often the pen moves', () => {
    const far = board();
    const sender = new StrokeSender(begin, far.wire, far.nextFrame);
    for (let count = 2; count <= 10; count += 1) sender.update(points(count), count - 1);
    expect(far.draws).toHaveLength(0);
    far.frame();
    expect(far.draws).toEqual([{ id: ID, from: 1, points: points(10).slice(1) }]);
    sender.update(points(12), 10);
    far.frame();
    expect(far.draws[1]).toEqual({ id: ID, from: 10, points: points(12).slice(10) });
  });

  it('keeps each message within its limit', async () => {
    const far = board();
    const sender = new StrokeSender(begin, far.wire, far.nextFrame);
    sender.update(points(1_000), 1);
    await sender.end();
    expect(Math.max(...far.draws.map((draw) => draw.points.length))).toBe(MAX_POINTS_PER_MESSAGE);
    expect(far.stroke).toMatchObject({ finished: true, points: points(1_000) });
  });

  it('replaces the last point of a line that is being pulled', async () => {
    const far = board();
    const sender = new StrokeSender(
      {
        ...begin,
        points: [
          [0, 0],
          [0, 0],
        ],
      },
      far.wire,
      far.nextFrame,
    );
    sender.update(
      [
        [0, 0],
        [0.4, 0.4],
      ],
      1,
    );
    far.frame();
    sender.update(
      [
        [0, 0],
        [0.5, 0.5],
      ],
      1,
    );
    await sender.end();
    expect(far.draws.map(({ from }) => from)).toEqual([1, 1]);
    expect(far.stroke?.points).toEqual([
      [0, 0],
      [0.5, 0.5],
    ]);
  });

  it('sends points again that were refused, so that the stroke is whole in the end', async () => {
    const far = board((_, number) => number === 2 || number === 3);
    const sender = new StrokeSender(begin, far.wire, far.nextFrame);
    for (let count = 10; count <= 50; count += 10) {
      sender.update(points(count), count - 10 || 1);
      far.frame();
      await Promise.resolve();
    }
    await sender.end();
    expect(far.stroke).toMatchObject({ finished: true, points: points(50) });
  });

  it('sends nothing of a cancelled stroke that was still waiting for its frame', async () => {
    const far = board();
    const sender = new StrokeSender(begin, far.wire, far.nextFrame);
    sender.update(points(3), 1);
    await sender.cancel();
    far.frame();
    expect(far.draws).toEqual([]);
    expect(far.stroke).toBeUndefined();
  });

  it('gives the reason when the server takes none of it', async () => {
    const far = board(() => true);
    const sender = new StrokeSender(begin, far.wire, far.nextFrame);
    sender.update(points(3), 1);
    await expect(sender.end()).rejects.toMatchObject({ code: 'rate_limited' });
  });
});
