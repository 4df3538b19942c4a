import { expect, it } from 'vitest';
import type { EncodedFrame } from '../../../../server/rtp/frame-assembler.ts';
import { LossGate } from '../../../../server/rtp/loss-gate.ts';

const KEY = aFrame({ keyFrame: true });
const DELTA = aFrame({});
const layered = (layer: number, baseIndex: number, keyFrame = false) =>
  aFrame({ keyFrame, temporal: { layer, baseIndex } });

/** What a gate lets pass, in order: `loss` between frames. */
function passed(steps: readonly (EncodedFrame | 'loss')[]): boolean[] {
  const gate = new LossGate();
  return steps.flatMap((step) => {
    if (step !== 'loss') return [gate.admits(step)];
    gate.loss();
    return [];
  });
}

it.each<{ what: string; steps: (EncodedFrame | 'loss')[]; pass: boolean[] }>([
  { what: 'waits for the first key frame', steps: [DELTA, KEY, DELTA], pass: [false, true, true] },
  {
    what: 'closes after a loss until a key frame',
    steps: [KEY, 'loss', DELTA, KEY, DELTA],
    pass: [true, false, true, true],
  },
  {
    what: 'lets the base layer go on when only a frame above it was lost',
    steps: [layered(0, 255, true), layered(1, 255), 'loss', layered(0, 0), layered(0, 1)],
    pass: [true, true, true, true],
  },
  {
    what: 'holds the layers above back until a key frame',
    steps: [
      layered(0, 7, true),
      'loss',
      layered(1, 7),
      layered(0, 8),
      layered(1, 8),
      layered(0, 9, true),
      layered(1, 9),
    ],
    pass: [true, false, true, false, true, true],
  },
  {
    what: 'closes when a base frame was lost',
    steps: [layered(0, 7, true), 'loss', layered(0, 9), layered(0, 10), layered(0, 11, true)],
    pass: [true, false, false, true],
  },
  {
    what: 'stays closed when the loss came before the first key frame',
    steps: [layered(0, 7), 'loss', layered(0, 8), KEY],
    pass: [false, false, true],
  },
])('$what', ({ steps, pass }) => {
  expect(passed(steps)).toEqual(pass);
});

it('needs a key frame at first and after a loss', () => {
  const gate = new LossGate();
  expect(gate.needsKeyFrame).toBe(true);
  gate.admits(KEY);
  expect(gate.needsKeyFrame).toBe(false);
  gate.loss();
  expect(gate.needsKeyFrame).toBe(true);
  gate.admits(KEY);
  gate.close();
  expect(gate.needsKeyFrame).toBe(true);
});

function aFrame(fields: Partial<EncodedFrame>): EncodedFrame {
  return { data: Buffer.alloc(1), rtpTimestamp: 0, receivedAt: 0, keyFrame: false, ...fields };
}
