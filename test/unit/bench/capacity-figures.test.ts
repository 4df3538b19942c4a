import { describe, expect, it } from 'vitest';
import { type Capacity, capacityFigures, capacityOfSteps } from '../../bench/capacity/figures.ts';
import { type PipelineUse, type Step, stepOf } from '../../bench/capacity/step.ts';

const report = (frames: number, delayMs = 50) => ({
  delaysMs: Array.from({ length: frames }, () => delayMs),
  frames: [],
  unknown: 0,
});
const use = (at: number, analysed: number, cpu: number): PipelineUse => ({
  at,
  cpuMs: { main: cpu, analysis: 10 * cpu, sfu: cpu / 2 },
  partCpuMs: { receiveDecode: cpu, infer: 8 * cpu },
  analysed,
  rssMb: 500 + cpu,
});
const aStep = (athletes: number, step: Partial<Step> = {}): Step => ({
  ...stepOf({
    reports: Array.from({ length: athletes }, () => report(100)),
    before: use(0, 0, 0),
    after: use(10_000, 100 * athletes, 100 * athletes),
    loadCpuMs: 20,
  }),
  ...step,
});

describe('stepOf', () => {
  it('reckons rates, delays and CPU time for each analysed frame', () => {
    const step = stepOf({
      reports: [report(100, 40), report(98, 60)],
      before: { ...use(1_000, 50, 10), analysedByLightModel: 10 },
      after: { ...use(11_000, 250, 210), analysedByLightModel: 60 },
      loadCpuMs: 300,
    });
    expect(step).toMatchObject({
      athletes: 2,
      seconds: 10,
      framesPerSecond: { worst: 9.8, mean: 9.9 },
      captureToFeedbackMs: { p50: 40, p95: 60 },
      cpuMsPerSecond: { main: 20, analysis: 200, sfu: 10, load: 30 },
      cpuMsPerFrame: { receiveDecode: 1, infer: 8, other: 1, main: 1, sfu: 0.5 },
      lightModelShare: 0.25,
      holds: true,
    });
  });

  it.each([
    ['the worst athlete is looked at too rarely', [report(100), report(94)]],
    ['feedback comes too late', [report(100, 251)]],
    ['an athlete hears nothing', [report(100), report(0)]],
  ])('does not hold when %s', (_, athletes) => {
    const seen = { reports: athletes, before: use(0, 0, 0), after: use(10_000, 200, 100), loadCpuMs: 0 };
    expect(stepOf(seen).holds).toBe(false);
  });

  it('measures nothing with poses that belong to no frame', () => {
    const seen = { before: use(0, 0, 0), after: use(10_000, 100, 100), loadCpuMs: 0 };
    expect(() => stepOf({ ...seen, reports: [{ ...report(90), unknown: 10 }] })).toThrow(/no frame/);
  });
});

describe('capacityOfSteps', () => {
  const due = { cores: 2, framesDue: 30 };

  it('takes memory at capacity, and what each athlete after the first adds', () => {
    const steps = [aStep(4, { rssMb: 700, holds: false }), aStep(1, { rssMb: 400 }), aStep(3, { rssMb: 600 })];
    expect(capacityOfSteps(steps, 3, due)).toMatchObject({
      athletes: 3,
      athletesPerCore: 1.5,
      mbPerAthlete: 200,
      mbPerFurtherAthlete: 100,
      steps: [{ athletes: 1 }, { athletes: 3 }, { athletes: 4 }],
    });
  });

  it('counts each core for the part of the frames that it kept up with where it can’t carry one athlete', () => {
    const steps = [aStep(1, { framesPerSecond: { worst: 12, mean: 12 }, holds: false })];
    expect(capacityOfSteps(steps, 0, due)).toMatchObject({ athletes: 0.8, athletesPerCore: 0.4 });
  });

  it('needs the step at capacity', () => {
    expect(() => capacityOfSteps([aStep(1)], 3, due)).toThrow(/not measured/);
  });
});

describe('capacityFigures', () => {
  it('sets Sideline against the others', () => {
    const of = (athletes: number): Capacity =>
      capacityOfSteps([aStep(1), aStep(Math.max(1, athletes))], athletes, { cores: 2, framesDue: 10 });
    const figures = capacityFigures(
      { sideline: of(18), fullModel: of(12), tfjs: of(6), plain: of(2), plainSampled: of(4) },
      2,
    );
    expect(figures).toMatchObject({
      athletes: 18,
      athletesPerCore: 9,
      cores: 2,
      ratio: 9,
      ratios: { plain: 9, plainSampled: 4.5, tfjs: 3, fullModelToPlain: 6 },
      plain: { athletes: 2 },
    });
  });
});
