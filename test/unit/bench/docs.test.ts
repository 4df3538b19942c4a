import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { capacityFigures, capacityOfSteps } from '../../bench/capacity/figures.ts';
import type { Step } from '../../bench/capacity/step.ts';
import { table, withPart } from '../../bench/docs/page.ts';
import { capacityPart, fanoutPart, soakPart } from '../../bench/docs/parts.ts';

const MEASURED = {
  machine: { cpu: 'A CPU', cores: 2, node: 'v20.1.0', loadBefore: 0.04 },
  at: '2026-07-01T10:00:00.000Z',
};
const delays = (p50: number, p95: number) => ({ p50, p95, max: 2 * p95, samples: 100 });
const step = (athletes: number): Step => ({
  athletes,
  seconds: 8,
  framesPerSecond: { worst: 9.9, mean: 10 },
  captureToFeedbackMs: delays(20 * athletes, 30 * athletes),
  lightModelShare: 0,
  cpuMsPerSecond: { main: 12, analysis: 90, sfu: 4, load: 8 },
  cpuMsPerFrame: { receiveDecode: 0.5, scale: 0.4, infer: 7, other: 0.6, main: 1, sfu: 0.5 },
  rssMb: 600,
  holds: true,
});
const capacity = (athletes: number) =>
  capacityOfSteps([step(1), step(Math.max(1, athletes))], athletes, { cores: 2, framesDue: 25 });

describe('the capacity page', () => {
  it('has a part for each benchmark', () => {
    const page = readFileSync(new URL('../../../docs/capacity.md', import.meta.url), 'utf8');
    for (const name of ['capacity', 'fanout', 'soak']) expect(() => withPart(page, name, '')).not.toThrow();
  });

  it('takes a part’s place and leaves the rest', () => {
    expect(withPart('a\n<!-- x -->\nold\n<!-- /x -->\nb', 'x', 'new\n')).toBe('a\n<!-- x -->\nnew\n<!-- /x -->\nb');
    expect(() => withPart('a', 'x', 'new')).toThrow(/no part “x”/);
  });

  it('writes tables', () => {
    expect(
      table([
        ['a', 'b'],
        ['1', '2'],
      ]),
    ).toBe('| a | b |\n| --- | --- |\n| 1 | 2 |');
  });

  it('shows the capacity of all', () => {
    const of = {
      sideline: capacity(8),
      fullModel: capacity(6),
      tfjs: capacity(3),
      plain: capacity(0),
      plainSampled: capacity(2),
    };
    const part = capacityPart({ ...capacityFigures(of, 2), ...MEASURED });
    expect(part).toContain('Measured on 2026-07-01: A CPU, 2 cores, Node 20.1.0, load before 0.0.');
    expect(part).toContain('**8 athletes at 10 frames a second on 2 cores: 10.0 times the plain pipeline’s');
    expect(part).toContain('Held to BlazePose full 6, 7.5 times the plain pipeline’s.');
    expect(part).toContain('| Sideline | 8 | 4 | 20 ms / 30 ms | 160 ms / 240 ms | 0% | 13 ms/s | 75 MB | 0 MB |');
    expect(part).toContain('| plain pipeline | 0.80 | 0.40 |');
    expect(part).toContain('| receive and decode | 0.50 | 0.50 |');
    expect(part).toContain('| **all** | **10.00** | **10.00** |');
    expect(part).toContain('| 8 athletes | 12 | 90 | 4 | 8 |');
  });

  it('shows the fan-out', () => {
    const fanout = {
      watchers: 100,
      seconds: 10,
      posesPerSecond: 15,
      deliveryMs: delays(1, 2),
      captureToWatcherMs: delays(22, 31),
      posesDropped: 0.001,
      eventsLost: 0,
      events: 700,
      cpuMsPerSecond: { main: 60, watchers: 100 },
      kbpsPerWatcher: 21.5,
    };
    expect(fanoutPart({ mainCpuMsPerSecondAlone: 30, steps: [fanout], ...MEASURED })).toContain(
      '| 100 | 60 ms/s | 20.0 µs | 15.0 | 1.0 ms / 2.0 ms / 4.0 ms | 22 ms / 31 ms | 0.10% | 0 of 700 | 21.5 kbit/s |',
    );
  });

  it('shows the soak', () => {
    const trends = {
      'server.rssMb': { median: 500, growth: -0.02, allowed: 25, flat: true },
      'server.handles': { median: 180, growth: 2, allowed: 0.99, flat: false },
    };
    const part = soakPart({
      seconds: 2700,
      samples: 270,
      trends,
      framesPerSecond: { mean: 14.95, least: 12 },
      captureToFeedbackMs: delays(20, 40),
      flat: false,
      ...MEASURED,
    });
    expect(part).toContain('**Not flat** over 45 minutes');
    expect(part).toContain('| `server.rssMb` | 500.0 | 0.0 | 25.0 | flat |');
    expect(part).toContain('| `server.handles` | 180.0 | +2.0 | 1.0 | **not flat** |');
  });
});
