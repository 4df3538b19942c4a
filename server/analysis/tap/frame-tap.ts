import type { types } from 'mediasoup';
import type { Logger } from 'pino';
import type { ObstacleReason } from '../../../shared/contract/analysis-obstacle.ts';
import { SidelineError } from '../../../shared/contract/errors.ts';
import { LEFT_ALONE, TAP_PAUSE } from '../../limits.ts';
import { addCounts } from '../../support/counts.ts';
import { growingPause } from '../../support/growing-pause.ts';
import type { SamplerCounts } from '../../video/sampler.ts';
import type { AthletePlace, Place } from '../athlete-place.ts';
import type { AnalysedFrame, StreamRate } from '../messages.ts';
import type { AnalysisPort, LossCause } from '../port.ts';
import { betterLayers, type Layers } from './tap-layers.ts';
import { TapTransport } from './tap-transport.ts';

export interface FrameTapOptions {
  router: types.Router;
  /** The athlete's video. */
  producer: types.Producer;
  analysis: AnalysisPort;
  /** Analysed frames wanted per second. */
  framesPerSecond?: number;
  logger: Logger;
  /** Who is to be followed, asked whenever the analysis begins anew. */
  athlete?: () => AthletePlace | undefined;
  onAnalysed: (frame: AnalysedFrame) => void;
  /** Why no frames are analysed for a while; undefined when they are again. */
  onObstacle?: (reason: ObstacleReason | undefined) => void;
  /** The producer or its router is gone, and so is the tap. Not called after `close()`. */
  onClosed?: () => void;
}

const FRAMES_PER_SECOND = 15;
/** A process that is being replaced is back before so many attempts have failed, and people need not know. */
export const OBSTACLE_AFTER_FAILURES = 3;
const LAYER_CHECK_MS = 3_000;

/**
 * Takes one athlete's video out of the SFU for as long as its producer lives: asks for the lowest layers that serve, and for
 * key frames when the analysis needs one; when the analysis process is lost, goes on with another.
 */
export class FrameTap {
  readonly #options: FrameTapOptions;
  readonly #framesPerSecond: number;
  readonly #logger: Logger;
  readonly #layerCheck: NodeJS.Timeout;
  #transport: TapTransport | undefined;
  /** The transport before, until frames come from its successor. */
  #leaving: TapTransport | undefined;
  #moving = false;
  #picking = false;
  /** Somebody was picked on the present transport since another began to be opened. */
  #pickedMeanwhile = false;
  /** What was counted on transports that are gone. */
  #past: Partial<SamplerCounts> = {};
  #reopening: NodeJS.Timeout | undefined;
  /** Processes that ended while they worked on this video. */
  #ended = 0;
  /** Times that it was left alone. */
  #leftAlone = 0;
  #pictureSide = 0;
  /** Frames decoded at the last check of the layers; unknown before the first. */
  #decoded: number | undefined;
  #obstacle: ObstacleReason | undefined;
  #closed = false;

  /** @throws SidelineError `media_unavailable` when the video can't be tapped now. */
  static async create(options: FrameTapOptions): Promise<FrameTap> {
    const tap = new FrameTap(options);
    try {
      await tap.#open();
    } catch (error) {
      tap.close();
      throw error;
    }
    return tap;
  }

  private constructor(options: FrameTapOptions) {
    this.#options = options;
    this.#framesPerSecond = options.framesPerSecond ?? FRAMES_PER_SECOND;
    this.#logger = options.logger.child({ producerId: options.producer.id });
    this.#layerCheck = setInterval(() => this.#checkLayers(), LAYER_CHECK_MS);
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** UDP port on 127.0.0.1 that the analysis listens on; `undefined` while it is being replaced. */
  get port(): number | undefined {
    return this.#transport?.stream.port;
  }

  /** What was counted since the tap was opened, as last reported. */
  get counts(): SamplerCounts | undefined {
    const counts = this.#transport?.stream.counts;
    return counts && { ...counts, ...addCounts<Partial<SamplerCounts>>(this.#past, counts) };
  }

  /** How often the video is analysed at the moment, as last reported. */
  get rate(): StreamRate | undefined {
    return this.#transport?.stream.rate;
  }

  /** The layers that are asked for; `undefined` when the producer has none. */
  get layers(): Layers | undefined {
    return this.#transport?.layers;
  }

  /**
   * Takes whoever is at this place of the next picture for the athlete.
   *
   * @returns whether somebody is there.
   * @throws SidelineError `media_unavailable` when no picture comes.
   */
  async pick(place: Place): Promise<boolean> {
    if (!this.#transport)
      throw new SidelineError('media_unavailable', 'The analysis is starting anew; try again in a moment.');
    this.#picking = true;
    try {
      const found = await this.#transport.stream.pick(place);
      if (found) this.#pickedMeanwhile = true;
      return found;
    } finally {
      this.#picking = false;
    }
  }

  /** Ends the tap; no frame comes after it. May be called twice. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#layerCheck);
    clearTimeout(this.#reopening);
    this.#leave();
    this.#transport?.close();
    this.#transport = undefined;
  }

  /** Opens a transport; the one there is goes on until frames come from the new one. */
  async #open(port: AnalysisPort = this.#options.analysis): Promise<void> {
    const { router, producer, athlete, onAnalysed } = this.#options;
    this.#pickedMeanwhile = false;
    let transport: TapTransport | undefined;
    let lost: { reason: Error; cause: LossCause } | undefined;
    transport = await TapTransport.create({
      router,
      producer,
      analysis: port,
      needs: this.#needs,
      athlete: athlete?.(),
      events: {
        onAnalysed: (frame) => {
          if (this.#closed) return;
          if (transport === this.#transport) this.#leave();
          this.#pictureSide = Math.max(frame.width, frame.height);
          this.#note(undefined);
          onAnalysed(frame);
        },
        onKeyFrameNeeded: () => this.#requestKeyFrame(),
        onBetterElsewhere: (better) => this.#move(better),
        onLost: (reason, cause) => {
          lost = { reason, cause };
          if (transport) this.#lose(transport, reason, cause);
        },
      },
    });
    // A transport that was opened for somebody else would follow them.
    if (this.#closed || lost || (this.#transport && this.#pickedMeanwhile)) {
      transport.close();
      if (lost) throw lost.reason;
      return;
    }
    this.#leaving = this.#transport;
    this.#transport = transport;
    this.#decoded = undefined;
    this.#watch(transport);
  }

  #watch(transport: TapTransport): void {
    const end = () => {
      if (!transport.closed) this.#end();
    };
    transport.consumer.on('producerclose', end);
    transport.consumer.on('transportclose', end);
    transport.consumer.on('producerresume', () => {
      transport.stream.restart();
      this.#requestKeyFrame();
    });
  }

  get #needs() {
    return { framesPerSecond: this.#framesPerSecond, pictureSide: this.#options.analysis.pictureSide };
  }

  #end(): void {
    if (this.#closed) return;
    this.close();
    this.#options.onClosed?.();
  }

  #lose(transport: TapTransport, reason: Error, cause: LossCause): void {
    this.#drop(transport);
    if (cause === 'suspected') this.#ended += 1;
    if (transport !== this.#transport) return;
    this.#logger.warn({ err: reason, cause }, 'frame tap lost its analysis process');
    this.#transport = this.#leaving?.closed ? undefined : this.#leaving;
    this.#leaving = undefined;
    const obstacle = this.#obstacleBy(cause);
    if (obstacle) this.#leaveAlone(reason, obstacle);
    else if (!this.#transport) this.#reopen();
  }

  /** Undefined where another process may serve at once. */
  #obstacleBy(cause: LossCause): ObstacleReason | undefined {
    if (cause === 'refused') return 'unavailable';
    if (cause !== 'process' && cause !== 'suspected') return cause;
    return this.#ended >= LEFT_ALONE.afterEnded ? 'left-alone' : undefined;
  }

  /** So that no video, whatever is in it, takes the analysis from other athletes again and again. */
  #leaveAlone(reason: Error, obstacle: ObstacleReason): void {
    const forMs = growingPause(LEFT_ALONE, this.#leftAlone);
    this.#leftAlone += 1;
    this.#transport?.close();
    this.#transport = undefined;
    this.#logger.error({ err: reason, forMs }, 'video is left alone');
    this.#note(obstacle);
    this.#reopen(forMs);
  }

  #leave(): void {
    if (this.#leaving) this.#drop(this.#leaving);
    this.#leaving = undefined;
  }

  #drop(transport: TapTransport): void {
    if (!transport.closed) this.#past = addCounts(this.#past, transport.stream.counts ?? {});
    transport.close();
  }

  /** Goes over to another process without missing a picture. */
  #move(port: AnalysisPort): void {
    if (this.#closed || this.#moving || this.#leaving || this.#picking) return;
    this.#moving = true;
    this.#open(port)
      .then(
        () => this.#logger.debug('frame tap moved to another process'),
        (error: unknown) => this.#logger.debug({ err: error }, 'frame tap could not move'),
      )
      .finally(() => {
        this.#moving = false;
      });
  }

  /** At once, since another process may be free; then again and again. */
  #reopen(delayMs = 0, failures = 0): void {
    if (this.#closed) return;
    this.#reopening = setTimeout(() => {
      this.#open().then(
        () => this.#logger.info('frame tap reopened'),
        (error: unknown) => {
          if (this.#options.router.closed || this.#options.producer.closed) this.#end();
          else {
            this.#logger.debug({ err: error }, 'frame tap can not be reopened yet');
            if (failures >= OBSTACLE_AFTER_FAILURES) this.#note('unavailable');
            this.#reopen(growingPause(TAP_PAUSE, failures), failures + 1);
          }
        },
      );
    }, delayMs);
  }

  /** The first reason stays, until frames are analysed again. */
  #note(reason: ObstacleReason | undefined): void {
    if (this.#obstacle === reason || (this.#obstacle && reason === 'unavailable')) return;
    this.#obstacle = reason;
    this.#options.onObstacle?.(reason);
  }

  #requestKeyFrame(): void {
    this.#ask('asked for a key frame', (transport) => transport.consumer.requestKeyFrame());
  }

  #checkLayers(): void {
    const transport = this.#transport;
    if (!transport?.top || !transport.layers || this.#pictureSide === 0) return;
    const before = this.#decoded;
    this.#decoded = transport.stream.counts?.decoded ?? 0;
    if (before === undefined) return;
    const readings = {
      framesPerSecond: ((this.#decoded - before) * 1000) / LAYER_CHECK_MS,
      pictureSide: this.#pictureSide,
    };
    const better = betterLayers(transport.layers, transport.top, readings, this.#needs);
    if (
      better.spatialLayer === transport.layers.spatialLayer &&
      better.temporalLayer === transport.layers.temporalLayer
    )
      return;
    this.#ask('changed layers', () => transport.prefer(better), { ...readings, ...better });
  }

  /** Asks the SFU for something; it may be gone by then, which `transportclose` says too. */
  #ask(what: string, ask: (transport: TapTransport) => Promise<void>, details: object = {}): void {
    const transport = this.#transport;
    if (!transport) return;
    ask(transport).then(
      () => this.#logger.debug(details, `frame tap ${what}`),
      (error: unknown) => {
        if (!transport.closed) this.#logger.warn({ ...details, err: error }, `frame tap could not do it: ${what}`);
      },
    );
  }
}
