import { performance } from 'node:perf_hooks';
import { afterEach, expect, it } from 'vitest';
import { Movement } from '../../../../../../server/analysis/process/movement.ts';
import { isSilent, RateControl, type RatedStream } from '../../../../../../server/analysis/process/rates/control.ts';

let control: RateControl | undefined;
afterEach(() => control?.close());

const aStream = (): RatedStream => ({
  fullRate: 15,
  movement: new Movement(3),
  rate: { framesPerSecond: 15, reason: 'moving', lightModel: false },
  pictureAt: performance.now(),
  sampler: { framesPerSecond: 15 },
});

/** A process whose frames take 40 ms each, so that it can do 25 a second. */
function controlOf(streams: RatedStream[], lightShare?: number): RateControl {
  control = new RateControl(() => streams, lightShare);
  for (let frame = 0; frame < 20; frame += 1) control.frameTook(40, 'usual');
  control.adjust();
  return control;
}

it('shares out what a process can do among all who move', () => {
  const streams = [aStream(), aStream()];
  controlOf(streams);
  expect(streams.map(({ rate }) => rate)).toEqual(
    Array(2).fill({ framesPerSecond: 12.5, reason: 'load', lightModel: false }),
  );
  expect(streams.map(({ sampler }) => sampler.framesPerSecond)).toEqual([12.5, 12.5]);
});

it('gives what a camera that is off would take to the others, and takes nothing for it into the load', () => {
  const streams = [aStream(), aStream()];
  const rates = controlOf(streams);
  expect(rates.load).toBeCloseTo(1.2);
  const [on, off] = streams as [RatedStream, RatedStream];
  off.pictureAt -= 1_100;
  rates.adjust();
  expect([isSilent(on), isSilent(off)]).toEqual([false, true]);
  expect(on.rate).toMatchObject({ framesPerSecond: 15, reason: 'moving' });
  expect(rates.load).toBeCloseTo(0.6);
  // It is still looked for, or it would never be seen to be on again.
  expect(off.sampler.framesPerSecond).toBeGreaterThan(0);
});
