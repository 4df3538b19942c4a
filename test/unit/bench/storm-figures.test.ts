import { describe, expect, it } from 'vitest';
import { attackFigures, type SeenDuring } from '../../bench/storm/figures.ts';

const SECONDS = 4;
/** Fifteen a second, each in the middle of its fifteenth. */
const steady = Array.from({ length: 15 * SECONDS }, (_, index) => 1000 + ((index + 0.5) * 1000) / 15);
const within = (from: number, to: number) => (at: number) => at >= from && at < to;

const seen = (over: Partial<SeenDuring> = {}): SeenDuring => ({
  name: 'flood',
  from: 1000,
  to: 1000 + 1000 * SECONDS,
  poses: [steady, steady],
  acks: [20, 130, 40],
  failed: 0,
  mainCpuMs: 400,
  memory: { beforeMb: 500, mostMb: 700, afterMb: 530 },
  done: { messages: 100 },
  ...over,
});

describe('the figures of an attack', () => {
  it('show the worst second, the longest answer and the memory that is kept', () => {
    expect(attackFigures(seen())).toMatchObject({
      lowestPosesPerSecond: 15,
      meanPosesPerSecond: 15,
      longestAckMs: 130,
      mainCpuMsPerSecond: 100,
      memoryMb: 30,
      met: true,
    });
  });

  it('take the worst watcher and a second without any pose', () => {
    const interrupted = steady.filter((at) => !within(2000, 3000)(at));
    expect(attackFigures(seen({ poses: [steady, interrupted] }))).toMatchObject({
      lowestPosesPerSecond: 0,
      met: false,
    });
  });

  it('leave out the part of a second at the end', () => {
    expect(attackFigures(seen({ to: 1500 + 1000 * SECONDS })).lowestPosesPerSecond).toBe(15);
  });

  it('call memory that was given back no gain', () => {
    expect(attackFigures(seen({ memory: { beforeMb: 500, mostMb: 500, afterMb: 440 } })).memoryMb).toBe(0);
  });

  it.each([
    { what: 'thirteen poses in a second', over: { poses: [steady.filter((at) => at >= 1200)] } },
    { what: 'an answer after 301 ms', over: { acks: [20, 301] } },
    { what: 'a request without an answer', over: { failed: 1 } },
    { what: '51 MB more', over: { memory: { beforeMb: 500, mostMb: 600, afterMb: 551 } } },
  ])('miss the aims for $what', ({ over }) => {
    expect(attackFigures(seen(over)).met).toBe(false);
  });
});
