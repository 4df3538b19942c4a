import type { types } from 'mediasoup';
import type { Logger } from 'pino';
import { SidelineError } from '../../../shared/contract/errors.ts';
import { LEFT_ALONE, TAP_PAUSE } from '../../limits.ts';
import { addCounts } from '../../support/counts.ts';
import { growingPause } from '../../support/growing-pause.ts';
import type { Size } from '../../video/letterbox.ts';
import type { SamplerCounts } from '../../video/sampler.ts';
import type { AthletePlace, Place } from '../athlete-place.ts';
import type { LossCause, ReadRate, StreamReader } from './stream-reader.ts';
import { betterLayers, type Layers } from './tap-layers.ts';
import { TapLine } from './tap-line.ts';

export interface FrameTapOptions<Frame extends Size> {
  router: types.Router;
  /** The athlete's video. */
  producer: types.Producer;
  /** The analysis pool. */
  pool: StreamReader<Frame>;
  /** Analysed frames wanted per second. */
  framesPerSecond?: number;
  logger: Logger;
  /** Who is to be followed, asked whenever the reading begins anew. */
  athlete?: () => AthletePlace | undefined;
  onPose: (frame: Frame) => void;
  /** The video harms the analysis, or can't be analysed: it is left alone for this long, ms. */
  onLeftAlone?: (forMs: number, reason: Error) => void;
  /** The producer or its router is gone, and so is the tap. Not called after `close()`. */
  onClosed?: () => void;
}

const FRAMES_PER_SECOND = 15;
const LAYER_CHECK_MS = 3_000;

/**
 * Takes one athlete's video out of the SFU for as long as its producer lives: asks for the lowest layers that serve, and for
 * key frames when the reader needs one; when the reading worker is lost, goes on with another.
 */
export class FrameTap<Frame extends Size> {
  readonly #options: FrameTapOptions<Frame>;
  readonly #framesPerSecond: number;
  readonly #logger: Logger;
  readonly #layerCheck: NodeJS.Timeout;
  #line: TapLine | undefined;
  /** The line before, until poses come from its successor. */
  #leaving: TapLine | undefined;
  #moving = false;
  #picking = false;
  /** Somebody was picked on the present line since another began to be opened. */
  #pickedMeanwhile = false;
  /** What lines that are gone have counted. */
  #past: Partial<SamplerCounts> = {};
  #reopening: NodeJS.Timeout | undefined;
  /** Readers that ended while they worked on this video. */
  #ended = 0;
  /** Times that it was left alone. */
  #leftAlone = 0;
  #pictureSide = 0;
  /** Frames decoded at the last check of the layers; unknown before the first. */
  #decoded: number | undefined;
  #closed = false;

  /** @throws SidelineError `media_unavailable` when the video can't be tapped now. */
  static async create<Frame extends Size>(options: FrameTapOptions<Frame>): Promise<FrameTap<Frame>> {
    const tap = new FrameTap(options);
    try {
      await tap.#open();
    } catch (error) {
      tap.close();
      throw error;
    }
    return tap;
  }

  private constructor(options: FrameTapOptions<Frame>) {
    this.#options = options;
    this.#framesPerSecond = options.framesPerSecond ?? FRAMES_PER_SECOND;
    this.#logger = options.logger.child({ producerId: options.producer.id });
    this.#layerCheck = setInterval(() => this.#checkLayers(), LAYER_CHECK_MS);
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** UDP port on 127.0.0.1 that the reader listens on; `undefined` while it is being replaced. */
  get port(): number | undefined {
    return this.#line?.stream.port;
  }

  /** What readers have counted since the tap was opened, as last reported. */
  get counts(): SamplerCounts | undefined {
    const counts = this.#line?.stream.counts;
    return counts && { ...counts, ...addCounts<Partial<SamplerCounts>>(this.#past, counts) };
  }

  /** How often the reader looks at the video at the moment, as last reported. */
  get rate(): ReadRate | undefined {
    return this.#line?.stream.rate;
  }

  /** The layers that are asked for; `undefined` when the producer has none. */
  get layers(): Layers | undefined {
    return this.#line?.layers;
  }

  /**
   * Takes whoever is at this place of the next picture for the athlete.
   *
   * @returns Whether somebody is there.
   * @throws SidelineError `media_unavailable` when no picture comes.
   */
  async pick(place: Place): Promise<boolean> {
    if (!this.#line)
      throw new SidelineError('media_unavailable', 'The analysis is starting anew; try again in a moment.');
    this.#picking = true;
    try {
      const found = await this.#line.stream.pick(place);
      if (found) this.#pickedMeanwhile = true;
      return found;
    } finally {
      this.#picking = false;
    }
  }

  /** Ends the tap; no pose comes after it. May be called twice. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#layerCheck);
    clearTimeout(this.#reopening);
    this.#leave();
    this.#line?.close();
    this.#line = undefined;
  }

  /** Opens a line; the one there is goes on until poses come from the new one. */
  async #open(reader: StreamReader<Frame> = this.#options.pool): Promise<void> {
    const { router, producer, athlete, onPose } = this.#options;
    this.#pickedMeanwhile = false;
    let line: TapLine | undefined;
    let lost: { reason: Error; cause: LossCause } | undefined;
    line = await TapLine.create({
      router,
      producer,
      reader,
      needs: this.#needs,
      athlete: athlete?.(),
      events: {
        onPose: (frame) => {
          if (this.#closed) return;
          if (line === this.#line) this.#leave();
          this.#pictureSide = Math.max(frame.width, frame.height);
          onPose(frame);
        },
        onKeyFrameNeeded: () => this.#requestKeyFrame(),
        onBetterElsewhere: (better) => this.#move(better),
        onLost: (reason, cause) => {
          lost = { reason, cause };
          if (line) this.#lose(line, reason, cause);
        },
      },
    });
    // A line that was told before of somebody else would follow them.
    if (this.#closed || lost || (this.#line && this.#pickedMeanwhile)) {
      line.close();
      if (lost) throw lost.reason;
      return;
    }
    this.#leaving = this.#line;
    this.#line = line;
    this.#decoded = undefined;
    this.#watch(line);
  }

  #watch(line: TapLine): void {
    const end = () => {
      if (!line.closed) this.#end();
    };
    line.consumer.on('producerclose', end);
    line.consumer.on('transportclose', end);
    line.consumer.on('producerresume', () => {
      line.stream.restart();
      this.#requestKeyFrame();
    });
  }

  get #needs() {
    return { framesPerSecond: this.#framesPerSecond, pictureSide: this.#options.pool.pictureSide };
  }

  #end(): void {
    if (this.#closed) return;
    this.close();
    this.#options.onClosed?.();
  }

  #lose(line: TapLine, reason: Error, cause: LossCause): void {
    this.#drop(line);
    if (cause === 'suspected') this.#ended += 1;
    if (line !== this.#line) return;
    this.#logger.warn({ err: reason, cause }, 'frame tap lost its reader');
    this.#line = this.#leaving?.closed ? undefined : this.#leaving;
    this.#leaving = undefined;
    if (cause === 'refused' || this.#ended >= LEFT_ALONE.afterEnded) this.#leaveAlone(reason);
    else if (!this.#line) this.#reopen();
  }

  /** So that no video, whatever is in it, takes the analysis from other athletes again and again. */
  #leaveAlone(reason: Error): void {
    const forMs = growingPause(LEFT_ALONE, this.#leftAlone);
    this.#leftAlone += 1;
    this.#line?.close();
    this.#line = undefined;
    this.#logger.error({ err: reason, forMs }, 'video is left alone');
    this.#options.onLeftAlone?.(forMs, reason);
    this.#reopen(forMs);
  }

  #leave(): void {
    if (this.#leaving) this.#drop(this.#leaving);
    this.#leaving = undefined;
  }

  #drop(line: TapLine): void {
    if (!line.closed) this.#past = addCounts(this.#past, line.stream.counts ?? {});
    line.close();
  }

  /** Goes over to another reader without missing a picture. */
  #move(reader: StreamReader<Frame>): void {
    if (this.#closed || this.#moving || this.#leaving || this.#picking) return;
    this.#moving = true;
    this.#open(reader)
      .then(
        () => this.#logger.debug('frame tap moved to another reader'),
        (error: unknown) => this.#logger.debug({ err: error }, 'frame tap could not move'),
      )
      .finally(() => {
        this.#moving = false;
      });
  }

  /** At once, since another reader may be free; then again and again. */
  #reopen(delayMs = 0, failures = 0): void {
    if (this.#closed) return;
    this.#reopening = setTimeout(() => {
      this.#open().then(
        () => this.#logger.info('frame tap reopened'),
        (error: unknown) => {
          if (this.#options.router.closed || this.#options.producer.closed) this.#end();
          else {
            this.#logger.debug({ err: error }, 'frame tap can not be reopened yet');
            this.#reopen(growingPause(TAP_PAUSE, failures), failures + 1);
          }
        },
      );
    }, delayMs);
  }

  #requestKeyFrame(): void {
    this.#tell('asked for a key frame', (line) => line.consumer.requestKeyFrame());
  }

  #checkLayers(): void {
    const line = this.#line;
    if (!line?.top || !line.layers || this.#pictureSide === 0) return;
    const before = this.#decoded;
    this.#decoded = line.stream.counts?.decoded ?? 0;
    if (before === undefined) return;
    const readings = {
      framesPerSecond: ((this.#decoded - before) * 1000) / LAYER_CHECK_MS,
      pictureSide: this.#pictureSide,
    };
    const better = betterLayers(line.layers, line.top, readings, this.#needs);
    if (better.spatialLayer === line.layers.spatialLayer && better.temporalLayer === line.layers.temporalLayer) return;
    this.#tell('changed layers', () => line.prefer(better), { ...readings, ...better });
  }

  /** Asks the SFU for something; it may be gone by then, which `transportclose` tells. */
  #tell(what: string, ask: (line: TapLine) => Promise<void>, details: object = {}): void {
    const line = this.#line;
    if (!line) return;
    ask(line).then(
      () => this.#logger.debug(details, `frame tap ${what}`),
      (error: unknown) => {
        if (!line.closed) this.#logger.warn({ ...details, err: error }, `frame tap could not do it: ${what}`);
      },
    );
  }
}
