/** What each benchmark's report becomes in docs/capacity.md. */
import { CONTENDER_NAMES, CONTENDERS } from '../capacity/contenders.ts';
import type { CapacityFigures } from '../capacity/figures.ts';
import type { FanoutStep } from '../fanout/figures.ts';
import type { SoakFigures } from '../soak/figures.ts';
import type { Machine } from '../support/machine.ts';
import { table } from './page.ts';

interface Measured {
  machine: Machine;
  /** ISO 8601. */
  at: string;
}
export type CapacityReport = CapacityFigures & Measured;
export type FanoutReport = { mainCpuMsPerSecondAlone: number; steps: FanoutStep[] } & Measured;
export type SoakReport = SoakFigures & Measured;

const STEP_NAMES: Record<string, string> = {
  receiveDecode: 'receive and decode',
  convert: 'convert to RGB',
  scale: 'scale and crop',
  infer: 'infer',
  other: 'rest of the analysis',
  main: 'main loop: counting, socket, journal',
  sfu: 'SFU',
};

export function capacityPart(report: CapacityReport): string {
  const { cores, ratios, latencyMs, cpuMsPerFrame, sideline, needs } = report;
  const contenders = table([
    [
      '',
      'athletes',
      'per core',
      'one athlete, p50 / p95',
      'at capacity, p50 / p95',
      'by the light model',
      'CPU an athlete',
      'memory an athlete',
      'each further one',
    ],
    ...CONTENDER_NAMES.map((name) => {
      const { athletes, athletesPerCore, one, full, mbPerAthlete, mbPerFurtherAthlete, cpuMsPerAthlete } = report[name];
      return [
        CONTENDERS[name],
        count(athletes),
        count(athletesPerCore),
        delays(one.captureToFeedbackMs),
        delays(full.captureToFeedbackMs),
        `${(100 * full.lightModelShare).toFixed(0)}%`,
        `${cpuMsPerAthlete.toFixed(0)} ms/s`,
        mb(mbPerAthlete),
        mb(mbPerFurtherAthlete),
      ];
    }),
  ]);
  const total = Object.values(cpuMsPerFrame).reduce((sum, ms) => sum + ms, 0);
  const atCapacity = sideline.full.cpuMsPerFrame;
  const steps = table([
    ['CPU ms for each analysed frame', 'one athlete', 'at capacity'],
    ...Object.entries(cpuMsPerFrame).map(([step, ms]) => [
      STEP_NAMES[step] ?? step,
      ms.toFixed(2),
      (atCapacity[step] ?? Number.NaN).toFixed(2),
    ]),
    [
      '**all**',
      `**${total.toFixed(2)}**`,
      `**${Object.values(atCapacity)
        .reduce((sum, ms) => sum + ms, 0)
        .toFixed(2)}**`,
    ],
  ]);
  const load = table([
    ['ms of a core a second', 'main loop', 'analysis', 'SFU', 'publishing for all athletes'],
    ...[sideline.one, sideline.full].map(({ athletes, cpuMsPerSecond: { main, analysis, sfu, load: publishing } }) => [
      `${athletes} ${athletes === 1 ? 'athlete' : 'athletes'}`,
      ...[main, analysis, sfu, publishing].map((ms) => ms.toFixed(0)),
    ]),
  ]);
  return [
    measuredOn(report),
    `**${count(report.athletes)} athletes at ${needs.framesPerSecond} frames a second on ${cores} cores: ${times(ratios.plain)} the plain pipeline’s, ` +
      `${times(ratios.plainSampled)} those of the plain one that samples, ${times(ratios.tfjs)} those of Sideline’s portable engine. ` +
      `Held to BlazePose full ${count(report.fullModel.athletes)}, ${times(ratios.fullModelToPlain)} the plain pipeline’s. ` +
      `One athlete hears back after ${ms(latencyMs.one.p50)} (p50).**`,
    contenders,
    steps,
    load,
  ].join('\n\n');
}

export function fanoutPart(report: FanoutReport): string {
  const { mainCpuMsPerSecondAlone: alone, steps } = report;
  const rows = steps.map((step) => [
    String(step.watchers),
    `${step.cpuMsPerSecond.main.toFixed(0)} ms/s`,
    `${((1000 * (step.cpuMsPerSecond.main - alone)) / step.posesPerSecond / step.watchers).toFixed(1)} µs`,
    step.posesPerSecond.toFixed(1),
    [step.deliveryMs.p50, step.deliveryMs.p95, step.deliveryMs.max].map(ms).join(' / '),
    delays(step.captureToWatcherMs),
    `${(100 * step.posesDropped).toFixed(2)}%`,
    `${step.eventsLost} of ${step.events}`,
    `${step.kbpsPerWatcher.toFixed(1)} kbit/s`,
  ]);
  return [
    measuredOn(report),
    table([
      [
        'watchers',
        'main loop',
        'of it for each pose and watcher',
        'poses/s',
        'delivery, p50 / p95 / max',
        'capture to watcher, p50 / p95',
        'poses dropped',
        'events lost',
        'each receives',
      ],
      ...rows,
    ]),
    `Without watchers the main loop takes ${alone.toFixed(0)} ms/s.`,
  ].join('\n\n');
}

export function soakPart(report: SoakReport): string {
  const { trends, seconds, samples, framesPerSecond, captureToFeedbackMs, flat } = report;
  return [
    measuredOn(report),
    `**${flat ? 'Flat' : 'Not flat'}** over ${(seconds / 60).toFixed(0)} minutes after the warm-up (${samples} samples); ` +
      `${framesPerSecond.mean.toFixed(1)} frames a second for each athlete, capture to feedback ${delays(captureToFeedbackMs)} (p50 / p95).`,
    table([
      ['', 'median', 'growth', 'allowed', ''],
      ...Object.entries(trends).map(([what, trend]) => [
        `\`${what}\``,
        trend.median.toFixed(1),
        signed(trend.growth),
        trend.allowed.toFixed(1),
        trend.flat ? 'flat' : '**not flat**',
      ]),
    ]),
  ].join('\n\n');
}

function measuredOn({ machine, at }: Measured): string {
  const { cpu, cores, node, loadBefore } = machine;
  return `Measured on ${at.slice(0, 10)}: ${cpu}, ${cores} cores, Node ${node.replace(/^v/, '')}, load before ${loadBefore.toFixed(1)}.`;
}

const ms = (value: number) => `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`;
const mb = (value: number) => `${value.toFixed(0)} MB`;
const times = (ratio: number) => `${ratio.toFixed(1)} times`;
const delays = ({ p50, p95 }: { p50: number; p95: number }) => `${ms(p50)} / ${ms(p95)}`;
const count = (value: number) => (Number.isInteger(value) ? String(value) : value.toFixed(value < 1 ? 2 : 1));

/** Growth with its sign; none where it is nothing. */
function signed(value: number): string {
  const text = value.toFixed(1);
  if (Number(text) === 0) return '0.0';
  return value > 0 ? `+${text}` : text;
}
