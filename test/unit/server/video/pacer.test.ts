import { expect, it } from 'vitest';
import { FramePacer } from '../../../../server/video/pacer.ts';

it.each([
  { source: 60, wanted: 15, picked: 150 },
  { source: 30, wanted: 15, picked: 150 },
  { source: 25, wanted: 15, picked: 150 },
  { source: 24, wanted: 15, picked: 150 },
  { source: 15, wanted: 15, picked: 150 },
  { source: 14, wanted: 15, picked: 140 },
  { source: 7.5, wanted: 15, picked: 75 },
])(
  'picks $picked frames in ten seconds from $source a second when $wanted are wanted',
  ({ source, wanted, picked }) => {
    const pacer = new FramePacer(wanted);
    const times = Array.from({ length: source * 10 }, (_, index) => 5_000 + (index * 1000) / source);
    expect(Math.abs(times.filter((time) => pacer.picks(time)).length - picked)).toBeLessThanOrEqual(1);
  },
);

it('loses no frame of a source at the wanted rate to jitter', () => {
  const pacer = new FramePacer(15);
  const times = Array.from({ length: 150 }, (_, index) => (index * 1000) / 15 + 8 * Math.sin(index * 2.7));
  expect(times.filter((time) => pacer.picks(time))).toHaveLength(150);
});

it('does not catch up after a gap', () => {
  const pacer = new FramePacer(15);
  pacer.picks(0);
  const times = Array.from({ length: 30 }, (_, index) => 10_000 + (index * 1000) / 30);
  expect(times.filter((time) => pacer.picks(time))).toHaveLength(15);
});

it.each([
  { from: 5, to: 15 },
  { from: 15, to: 5 },
])('goes over from $from to $to frames a second with the next frame', ({ from, to }) => {
  const pacer = new FramePacer(from);
  const source = Array.from({ length: 60 }, (_, index) => ((index + 0.5) * 1000) / 30);
  const before = source.filter((time) => time < 1_000 && pacer.picks(time));
  pacer.framesPerSecond = to;
  const after = source.filter((time) => time >= 1_000 && pacer.picks(time));
  expect(Math.abs(before.length - from)).toBeLessThanOrEqual(1);
  expect(Math.abs(after.length - to)).toBeLessThanOrEqual(1);
  expect((after[0] ?? 0) - (before.at(-1) ?? 0)).toBeLessThanOrEqual(1000 / to + 1000 / 30);
});
