/** The live benchmark's figures for people. */
import type { Distribution } from '../support/distribution.ts';
import type { Machine } from '../support/machine.ts';
import type { LiveFigures } from './figures.ts';

const ms = (value: number) => `${value.toFixed(1)} ms`;
const delay = ({ p50, p95, max }: Distribution) => `p50 ${ms(p50)}, p95 ${ms(p95)}, max ${ms(max)}`;
const load = (msPerSecond: number) => `${msPerSecond.toFixed(1)} ms/s (${(msPerSecond / 10).toFixed(1)}% of a core)`;
const mb = (value: number) => `${value.toFixed(0)} MB`;

export function printFigures(figures: LiveFigures, machine: Machine): void {
  const { captureToFeedbackMs, cpuMsPerSecond, rssMbParts, mediaPerWatcher } = figures;
  const rows: [string, string][] = [
    [
      'machine',
      `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, load before ${machine.loadBefore.toFixed(1)}`,
    ],
    ['watchers', `${figures.watchers}, for ${figures.seconds.toFixed(1)} s`],
    ['capture to feedback', delay(captureToFeedbackMs)],
    ['  of the worst watcher', delay(captureToFeedbackMs.worstWatcher)],
    ['  to the pose', delay(figures.captureToPoseMs)],
    ['  to the events', delay(figures.captureToEventMs)],
    ['  of it until encoded', delay(figures.captureToEncodedMs)],
    ['published', `${figures.publishedFps.toFixed(1)} frames/s`],
    ['analysed', `${figures.analysisFps.toFixed(1)} frames/s`],
    ['poses not delivered', `${(100 * figures.posesNotDelivered).toFixed(2)}%`],
    ['CPU of the main loop', load(cpuMsPerSecond.main)],
    ['CPU of the analysis', load(cpuMsPerSecond.analysis)],
    ['CPU of the SFU', load(cpuMsPerSecond.sfu)],
    ['CPU of the server’s other threads', load(cpuMsPerSecond.otherThreads)],
    [
      'memory',
      `${mb(figures.rssMb)} (server ${mb(rssMbParts.server)}, analysis ${mb(rssMbParts.analysis)}, media ${mb(rssMbParts.mediaWorkers)})`,
    ],
    [
      'media of each watcher',
      `${mediaPerWatcher.kbps.toFixed(0)} kbit/s, ${mediaPerWatcher.packetsPerSecond.toFixed(0)} packets/s`,
    ],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  for (const [name, value] of rows) console.info(`${name.padEnd(width)}  ${value}`);
}
