/** The latency panel's words. */
import type { AnalysisRate, LatencyStep, RateReason } from '../../shared/contract/latency.ts';
import type { VideoFigures } from './media-figures.ts';

/** What the panel calls each step, and what happens in it. */
export const STEP_NAMES: Readonly<Record<LatencyStep, { name: string; what: string }>> = {
  uplink: { name: 'Camera to server', what: 'Encoding at the athlete, network, media server' },
  decode: { name: 'Decoding', what: 'Video decoder of the analysis' },
  wait: { name: 'Waiting', what: 'For the analysis process, while it is busy with another picture' },
  scale: { name: 'Scaling', what: 'To the size that the model takes' },
  inference: { name: 'Pose model', what: 'Finding the body’s points in the picture' },
  handover: { name: 'Hand-over', what: 'From the analysis process to the server' },
  coaching: { name: 'Coaching', what: 'Counting and judging' },
  send: { name: 'Sending', what: 'Encoding the pose and handing it to the connections' },
  socket: { name: 'Socket', what: 'From the server to this page' },
  screen: { name: 'Screen', what: 'Until the skeleton is drawn on this page' },
};

const RATE_WORDS: Readonly<Record<RateReason, string>> = {
  moving: 'the athlete moves',
  'at rest': 'the athlete is at rest',
  absent: 'nobody is in the picture',
  load: 'the server has no time for more',
};

/** How often the athlete is looked at, and why. */
export function rateInWords({ full, wanted, actual, reason, lightModel }: AnalysisRate): string {
  const limit = wanted < full ? `, ${full.toFixed(0)} at most` : '';
  const model = lightModel ? '; by the light model, as there is much to do' : '';
  return `${actual.toFixed(1)} of ${wanted.toFixed(1)} fps${limit}: ${RATE_WORDS[reason]}${model}`;
}

/** Ms to read at a glance: tenths only where they matter. */
export function inMs(ms: number): string {
  return ms < 9.95 ? ms.toFixed(1) : ms.toFixed(0);
}

/** Size in px and pictures a second, of a layer or of what is received. */
export function inWords({ width, height, framesPerSecond }: VideoFigures): string {
  return `${width}×${height}, ${Math.round(framesPerSecond)} fps`;
}
