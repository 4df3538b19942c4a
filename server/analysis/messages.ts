/** Everything that the server and an analysis process say to each other. */

import type { VideoFault } from '../../shared/contract/analysis-obstacle.ts';
import type { RateReason } from '../../shared/contract/latency.ts';
import type { ServerMs } from '../../shared/time/moments.ts';
import type { FrameTimes, SampledStream, SamplerCounts } from '../video/sampler.ts';
import type { AthletePlace, Place } from './athlete-place.ts';
import type { PoseChoice } from './engines/engines.ts';
import type { EngineDescription } from './pose-estimator.ts';

/** What a process is started with. */
export interface ProcessSettings {
  readonly choice: PoseChoice;
  /** Ms that make the monotonic clock the server's clock. */
  readonly clockOrigin: number;
  readonly reportEveryMs: number;
}

/** To the process. */
export type ProcessCommand =
  | { type: 'start'; settings: ProcessSettings }
  | { type: 'open'; id: number; stream: SampledStream; athlete: AthletePlace | undefined }
  /** Answered by `picked` once a picture came, or did not within so many ms. */
  | { type: 'pick'; id: number; request: number; place: Place; withinMs: number }
  | { type: 'restart'; id: number }
  | { type: 'close'; id: number }
  | { type: 'stop' };

/** When the analysis process was done with each step of one frame. */
export interface AnalysisTimes extends FrameTimes {
  /** The process began with the picture; before that the picture waited for it. */
  readonly taken: ServerMs;
  /** Scaled to the model's input; where a model scales several times, the sum of these times after `taken`. */
  readonly scaled: ServerMs;
  readonly inferred: ServerMs;
}

/** One analysed frame. */
export interface AnalysedFrame {
  /** As the SFU sent it: 90 kHz, 32 bits. */
  readonly rtpTimestamp: number;
  /** Increases from frame to frame. */
  readonly mediaTimeMs: ServerMs;
  /** When it was captured by the sender's clock, ms since the epoch, to about 1 ms; absent where the sender does not say. */
  readonly capturedAt?: number;
  /** Size of the decoded picture, px. */
  readonly width: number;
  readonly height: number;
  readonly layout: EngineDescription['layout'];
  /** Flat, `KEYPOINT_STRIDE[layout]` numbers each: x, y in 0..1 of the picture, score, and z where there is depth. */
  readonly keypoints: Float32Array;
  /** Flat x, y, z in metres from the middle of the hips, where the model knows it. */
  readonly world?: Float32Array;
  readonly times: AnalysisTimes;
}

/** What a process has done since it began. */
export interface ProcessUsage {
  /** CPU time, ms. */
  readonly cpuMs: number;
  /** Of it, receiving and decoding; and scaling and inference. */
  readonly receiveCpuMs: number;
  readonly analyseCpuMs: number;
  /** Time spent in the steps, ms. */
  readonly scaleMs: number;
  readonly inferMs: number;
  readonly frames: number;
  /** Of them, those that the light model looked at. */
  readonly lightFrames: number;
}

/** How often a stream's pictures are analysed now, and what decided that. */
export interface StreamRate {
  readonly framesPerSecond: number;
  readonly reason: RateReason;
  /** A model that is less exact looks, since there is too much to do for the usual one. */
  readonly lightModel: boolean;
}

/** What a process reports of one of its streams. */
export interface StreamReport {
  readonly id: number;
  readonly counts: SamplerCounts;
  readonly rate: StreamRate;
  /** No picture has come for a while, as when the camera is off. */
  readonly silent: boolean;
}

/** Of a process that has done nothing yet. */
export const NO_USAGE: ProcessUsage = {
  cpuMs: 0,
  receiveCpuMs: 0,
  analyseCpuMs: 0,
  scaleMs: 0,
  inferMs: 0,
  frames: 0,
  lightFrames: 0,
};

/** From the process. */
export type ProcessEvent =
  | { type: 'ready'; engine: EngineDescription }
  | { type: 'opened'; id: number; port: number }
  /** The stream can't be opened, or its socket failed later; or its video has a fault. */
  | { type: 'refused'; id: number; message: string; fault?: VideoFault }
  | { type: 'closed'; id: number; counts: SamplerCounts }
  | { type: 'pose'; id: number; frame: AnalysedFrame }
  | { type: 'key frame needed'; id: number }
  | { type: 'picked'; id: number; request: number; found: boolean | undefined }
  /** The engine does not start, or failed; the process ends. */
  | { type: 'failed'; message: string }
  /** `load` is the share of a core that its streams need. Sent at a fixed rate, and once more at the end; a process that falls silent hangs. */
  | { type: 'report'; usage: ProcessUsage; rssBytes: number; load: number; streams: StreamReport[] };
