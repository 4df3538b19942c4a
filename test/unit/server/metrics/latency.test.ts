import { Registry } from 'prom-client';
import { beforeEach, describe, expect, it } from 'vitest';
import { LatencyMetrics } from '../../../../server/metrics/latency.ts';
import { addRateMetrics } from '../../../../server/metrics/rates.ts';
import { type AnalysisRate, LATENCY_STEPS } from '../../../../shared/contract/latency.ts';

let registry: Registry;
beforeEach(() => {
  registry = new Registry();
});

/** The value of a line of `/metrics`, labels in any order. */
async function value(name: string, labels: Record<string, string> = {}): Promise<number> {
  const lines = (await registry.metrics()).split('\n');
  const line = lines.find(
    (text) =>
      new RegExp(`^${name}[{ ]`).test(text) &&
      Object.entries(labels).every(([key, is]) => text.includes(`${key}="${is}"`)),
  );
  return Number(line?.split(' ').at(-1) ?? Number.NaN);
}

describe('the latency histograms', () => {
  it('have every step from the start, so that a rate can be taken of each', async () => {
    new LatencyMetrics(registry);
    for (const step of LATENCY_STEPS)
      expect(await value('sideline_latency_step_seconds_count', { step }), step).toBe(0);
    expect(await value('sideline_capture_to_feedback_seconds_count')).toBe(0);
    expect(await value('sideline_capture_to_screen_seconds_count')).toBe(0);
  });

  it('take times in ms and give them in seconds', async () => {
    const latency = new LatencyMetrics(registry);
    latency.step('inference', 8);
    latency.step('inference', 80);
    latency.feedback(40);
    latency.screen(140);
    const inference = (le: string) => value('sideline_latency_step_seconds_bucket', { step: 'inference', le });
    expect([await inference('0.005'), await inference('0.01'), await inference('0.1')]).toEqual([0, 1, 2]);
    expect(await value('sideline_latency_step_seconds_sum', { step: 'inference' })).toBeCloseTo(0.088);
    expect(await value('sideline_latency_step_seconds_count', { step: 'decode' })).toBe(0);
    expect(await value('sideline_capture_to_feedback_seconds_sum')).toBeCloseTo(0.04);
    expect(await value('sideline_capture_to_screen_seconds_sum')).toBeCloseTo(0.14);
  });
});

describe('the rates of analysis', () => {
  let rates: AnalysisRate[] = [];
  beforeEach(() => {
    addRateMetrics(registry, () => rates);
  });
  const rate = (which: string, over: string) => value('sideline_analysis_frames_per_second', { which, over });

  it('are summed over all athletes, and how many have theirs for which reason', async () => {
    rates = [
      { full: 15, wanted: 15, actual: 14, reason: 'moving', lightModel: false },
      { full: 15, wanted: 5, actual: 5, reason: 'at rest', lightModel: true },
      { full: 15, wanted: 4, actual: 2, reason: 'load', lightModel: true },
    ];
    expect([await rate('wanted', 'lowest'), await rate('wanted', 'mean'), await rate('wanted', 'highest')]).toEqual([
      4, 8, 15,
    ]);
    expect([await rate('actual', 'lowest'), await rate('actual', 'mean'), await rate('actual', 'highest')]).toEqual([
      2, 7, 14,
    ]);
    expect(await value('sideline_analysis_athletes', { reason: 'moving' })).toBe(1);
    expect(await value('sideline_analysis_athletes', { reason: 'absent' })).toBe(0);
    expect(await value('sideline_analysis_light_model_athletes')).toBe(2);
  });

  it('are 0 while nobody is analysed', async () => {
    rates = [];
    expect(await rate('actual', 'lowest')).toBe(0);
    expect(await rate('wanted', 'mean')).toBe(0);
  });
});
