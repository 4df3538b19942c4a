/**
 * The analysis process: takes RTP from the SFU, decodes it and finds poses, for any number of streams. This is where media
 * and analysis meet; the server's own process never sees a packet or a picture.
 */

import type { Size } from '../../../shared/size.ts';
import { serverClock } from '../../clock.ts';
import { serveParent } from '../../support/child-process.ts';
import { processCpuMs } from '../../support/process-cpu.ts';
import { RefusedVideo } from '../../video/refused-video.ts';
import { FrameSampler, type SampledStream, type SamplerCounts } from '../../video/sampler.ts';
import type { AthletePlace } from '../athlete-place.ts';
import { createPoseEstimator } from '../engines/engines.ts';
import type { ProcessCommand, ProcessEvent, ProcessSettings } from '../messages.ts';
import { KEYPOINT_STRIDE, type PoseEstimator, type PoseFollower } from '../pose-estimator.ts';
import { markWork } from '../work-marks.ts';
import { Movement } from './movement.ts';
import { isSilent, RateControl, type RatedStream } from './rates/control.ts';

interface Stream extends RatedStream {
  readonly id: number;
  readonly sampler: FrameSampler;
  readonly follower: PoseFollower;
  analysedAt: number;
}

class AnalysisProcess {
  readonly #estimator: PoseEstimator;
  readonly #send: (event: ProcessEvent) => void;
  readonly #clock: () => number;
  readonly #streams = new Map<number, Stream>();
  readonly #closedEarly = new Set<number>();
  readonly #opening = new Set<number>();
  readonly #usage = { scaleMs: 0, inferMs: 0, frames: 0, lightFrames: 0, receiveCpuMs: 0, analyseCpuMs: 0 };
  readonly #reports: NodeJS.Timeout;
  readonly #rates: RateControl;
  #running = false;
  #stopping = false;

  static async create(settings: ProcessSettings, send: (event: ProcessEvent) => void): Promise<AnalysisProcess> {
    const estimator = await createPoseEstimator(settings.choice);
    const analysis = new AnalysisProcess(estimator, settings, send);
    const { follow: _follow, close: _close, ...engine } = estimator;
    send({ type: 'ready', engine });
    return analysis;
  }

  private constructor(estimator: PoseEstimator, settings: ProcessSettings, send: (event: ProcessEvent) => void) {
    this.#estimator = estimator;
    this.#send = send;
    this.#rates = new RateControl(() => [...this.#streams.values()], estimator.light?.share);
    this.#clock = serverClock(settings.clockOrigin);
    this.#reports = setInterval(() => this.#report(), settings.reportEveryMs);
  }

  async obey(command: Exclude<ProcessCommand, { type: 'start' }>): Promise<void> {
    switch (command.type) {
      case 'open':
        return this.#open(command.id, command.stream, command.athlete);
      case 'pick':
        return this.#pick(command);
      case 'restart':
        this.#streams.get(command.id)?.sampler.restart();
        return;
      case 'close':
        this.#close(command.id);
        return;
      case 'stop':
        return this.#stop();
    }
  }

  async #open(id: number, stream: SampledStream, athlete: AthletePlace | undefined): Promise<void> {
    this.#opening.add(id);
    try {
      const sampler = await FrameSampler.open(stream, this.#clock, {
        onPicture: () => this.#noteWaiting(id),
        onKeyFrameNeeded: () => this.#send({ type: 'key frame needed', id }),
        onDecoding: (begins) => markWork('decoding', begins ? id : undefined),
        onError: (error) => {
          this.#send({
            type: 'refused',
            id,
            message: error.message,
            ...(error instanceof RefusedVideo && { fault: error.fault }),
          });
          this.#remove(id);
        },
      });
      this.#streams.set(id, {
        id,
        sampler,
        follower: this.#estimator.follow(athlete),
        movement: new Movement(KEYPOINT_STRIDE[this.#estimator.layout]),
        fullRate: stream.framesPerSecond,
        rate: { framesPerSecond: stream.framesPerSecond, reason: 'moving', lightModel: false },
        pictureAt: performance.now(),
        analysedAt: Number.NEGATIVE_INFINITY,
      });
      this.#rates.adjust();
      this.#send({ type: 'opened', id, port: sampler.port });
    } catch (error) {
      this.#send({ type: 'refused', id, message: String(error) });
    } finally {
      this.#opening.delete(id);
      if (this.#closedEarly.delete(id) || this.#stopping) this.#close(id);
    }
  }

  async #pick({ id, request, place, withinMs }: Extract<ProcessCommand, { type: 'pick' }>): Promise<void> {
    const found = await this.#streams.get(id)?.follower.pick(place, withinMs);
    this.#send({ type: 'picked', id, request, found });
  }

  #close(id: number): void {
    if (this.#opening.has(id)) this.#closedEarly.add(id);
    const counts = this.#remove(id);
    if (counts) this.#send({ type: 'closed', id, counts });
  }

  #remove(id: number): SamplerCounts | undefined {
    const stream = this.#streams.get(id);
    if (!stream) return undefined;
    this.#streams.delete(id);
    const { counts, cpuMs } = stream.sampler;
    this.#usage.receiveCpuMs += cpuMs;
    stream.sampler.close();
    this.#rates.adjust();
    return counts;
  }

  #noteWaiting(id: number): void {
    const stream = this.#streams.get(id);
    if (stream) stream.pictureAt = performance.now();
    this.#wake();
  }

  #wake(): void {
    if (this.#running) return;
    this.#running = true;
    setImmediate(() => this.#next().catch(fail));
  }

  /**
   * Analyses the waiting picture of the stream that has waited longest, one at a time. Between two of them the event loop
   * turns, which reads all sockets, so that what is analysed next is the newest there is.
   */
  async #next(): Promise<void> {
    const stream = this.#longestWaiting();
    if (stream) await this.#analyse(stream);
    this.#running = false;
    if (this.#stopping) await this.#finish();
    else if (this.#longestWaiting()) this.#wake();
  }

  #longestWaiting(): Stream | undefined {
    let longest: Stream | undefined;
    for (const stream of this.#streams.values()) {
      if (stream.sampler.waiting && (!longest || stream.analysedAt < longest.analysedAt)) longest = stream;
    }
    return longest;
  }

  async #analyse(stream: Stream): Promise<void> {
    const taken = this.#clock();
    const cpuBefore = processCpuMs();
    stream.analysedAt = taken;
    const sampled = stream.sampler.take();
    if (!sampled) return;
    const { picture, times, ...frameOf } = sampled;
    const { weight } = this.#rates;
    markWork('analysing', stream.id);
    const pose = await stream.follower.estimate(picture, frameOf.mediaTimeMs, weight);
    markWork('analysing', undefined);
    const inferred = this.#clock();
    this.#usage.frames += 1;
    if (weight === 'light') this.#usage.lightFrames += 1;
    this.#usage.analyseCpuMs += processCpuMs() - cpuBefore;
    this.#usage.scaleMs += picture.readMs;
    this.#usage.inferMs += inferred - taken - picture.readMs;
    this.#rates.frameTook(inferred - taken, weight);
    if (pose) this.#noteMovement(stream, pose.keypoints, picture.size, frameOf.mediaTimeMs);
    if (!pose || !this.#streams.has(stream.id)) return;
    this.#send({
      type: 'pose',
      id: stream.id,
      frame: {
        ...frameOf,
        ...picture.size,
        layout: this.#estimator.layout,
        ...pose,
        times: { ...times, taken, scaled: taken + picture.readMs, inferred },
      },
    });
  }

  #noteMovement({ movement }: Stream, keypoints: Float32Array, { width, height }: Size, at: number): void {
    const before = movement.state;
    if (movement.observe(keypoints, width / height, at) !== before) this.#rates.adjust();
  }

  #report(): void {
    const streams = Array.from(this.#streams.values(), (stream) => ({
      id: stream.id,
      counts: stream.sampler.counts,
      rate: stream.rate,
      silent: isSilent(stream),
    }));
    const receiving = [...this.#streams.values()].reduce((sum, { sampler }) => sum + sampler.cpuMs, 0);
    const receiveCpuMs = this.#usage.receiveCpuMs + receiving;
    const usage = { ...this.#usage, receiveCpuMs, cpuMs: processCpuMs() };
    this.#send({ type: 'report', usage, rssBytes: process.memoryUsage.rss(), load: this.#rates.load, streams });
  }

  /** A run under way is waited for. */
  async #stop(): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#reports);
    this.#rates.close();
    for (const id of [...this.#streams.keys()]) this.#close(id);
    if (!this.#running) await this.#finish();
  }

  async #finish(): Promise<void> {
    await this.#estimator.close();
    this.#report();
    process.disconnect();
  }
}

/** A process whose engine fails is of no use any more: it says why and makes room for another. */
function fail(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  process.send?.({ type: 'failed', message } satisfies ProcessEvent, () => process.exit(1));
}

let analysis: Promise<AnalysisProcess> | undefined;
serveParent(
  (command: ProcessCommand) => void obey(command).catch(fail),
  () => process.exit(),
);

async function obey(command: ProcessCommand): Promise<void> {
  if (command.type === 'start') analysis = AnalysisProcess.create(command.settings, (event) => process.send?.(event));
  else await (await analysis)?.obey(command);
}
