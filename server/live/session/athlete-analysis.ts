/** The analysis of one athlete: taps whatever camera they publish and follows them through all of it. */
import type { types } from 'mediasoup';
import type { Logger } from 'pino';
import type { Activity, CoachingEvent, Correction, Language } from '../../../shared/coaching/index.ts';
import type { AnalysisObstacle, ObstacleReason } from '../../../shared/contract/analysis-obstacle.ts';
import type { Point } from '../../../shared/contract/board.ts';
import { SidelineError } from '../../../shared/contract/errors.ts';
import type { AnalysisRate } from '../../../shared/contract/latency.ts';
import type { PosePacket } from '../../../shared/contract/pose-packet.ts';
import type { SessionChange } from '../../../shared/contract/session.ts';
import type { AthletePlace } from '../../analysis/athlete-place.ts';
import { LiveAnalyser } from '../../analysis/live-analyser.ts';
import type { AnalysedFrame } from '../../analysis/messages.ts';
import { placeOf } from '../../analysis/place-of-athlete.ts';
import type { AnalysisPort } from '../../analysis/port.ts';
import { FrameTap, OBSTACLE_AFTER_FAILURES } from '../../analysis/tap/frame-tap.ts';
import { TAP_PAUSE } from '../../limits.ts';
import { growingPause } from '../../support/growing-pause.ts';
import type { SamplerCounts } from '../../video/sampler.ts';
import { captureTime } from '../latency/frame-passage.ts';
import { LatencyFeed } from '../latency/latency-feed.ts';
import { type LatencyRecorder, StepLog } from '../latency/step-log.ts';
import { FrameClock } from './frame-clock.ts';
import type { SessionClock } from './session-clock.ts';

/** How athletes are analysed. */
export interface Analysis {
  port: AnalysisPort;
  framesPerSecond: number;
}

/** What is the same for all athletes of a session. */
export interface AnalysedSession {
  analysis: Analysis;
  latency: LatencyRecorder;
  activity: Activity;
  language: Language;
  clock: SessionClock;
  router: () => Promise<types.Router>;
  logger: Logger;
}

/** A pose as the session passes it on, but for the athlete's number. */
export type AthletePose = Omit<PosePacket, 'athlete'>;

/** Where all goes that is found out of an athlete. */
export interface AthleteFindings {
  /** How poses' timestamps stand to capture times, from the next pose on. */
  onFrameClock(captureOffset: number | undefined): void;
  onPose(pose: AthletePose): void;
  onEvent(event: CoachingEvent): void;
  /** Why the athlete is not analysed although their camera is on; undefined when they are again, or it is off. */
  onObstacle(obstacle: AnalysisObstacle | undefined): void;
}

/** What to add to the athlete's clock to get the server's, ms; undefined while that is not known. */
export type AthleteClock = () => number | undefined;

/** How long a last known position stays valid, ms; a coach's pick stays valid for a rest between sets. */
const PLACE_MS = { seen: 10_000, picked: 60_000 };

/** Follows one athlete of a session, through all of their cameras, until it is closed. */
export class AthleteAnalysis {
  /** How long the athlete's frames take in each step. */
  readonly steps: StepLog;
  /** Sends that to those who ask for it. */
  readonly latencyFeed: LatencyFeed;
  readonly #analysis: Analysis;
  readonly #router: () => Promise<types.Router>;
  readonly #logger: Logger;
  readonly #analyser: LiveAnalyser;
  readonly #frameClock: FrameClock;
  readonly #clock: SessionClock;
  readonly #findings: AthleteFindings;
  #producer: types.Producer | undefined;
  #athleteClock: AthleteClock = () => undefined;
  #tap: FrameTap | undefined;
  #retry: NodeJS.Timeout | undefined;
  /** Outlives taps and analysis processes, so that the next one follows the same person. */
  #athlete: (AthletePlace & { readonly seenAt: number }) | undefined;
  #obstacle: ObstacleReason | undefined;
  #picking = false;
  #closed = false;

  /** @param earlier what happened in the session before, in another run of the server: the count goes on from there */
  constructor(
    athleteId: string,
    session: AnalysedSession,
    findings: AthleteFindings,
    earlier: readonly SessionChange[] = [],
  ) {
    const { analysis, clock } = session;
    this.#analysis = analysis;
    this.#router = session.router;
    this.#logger = session.logger.child({ participantId: athleteId });
    this.#clock = clock;
    this.#findings = findings;
    this.#frameClock = new FrameClock((captureOffset) => findings.onFrameClock(captureOffset));
    this.steps = new StepLog(session.latency, clock);
    this.latencyFeed = new LatencyFeed({
      athleteId,
      log: this.steps,
      engine: analysis.port.engine,
      rate: () => this.rate,
      counts: () => this.counts,
    });
    this.#analyser = new LiveAnalyser({
      activity: session.activity,
      tracker: {
        language: session.language,
        earlier: earlier.flatMap((change) =>
          change.type === 'coaching' && change.athleteId === athleteId ? change.event : [],
        ),
      },
      sessionTime: (epochMs) => clock.at(epochMs),
      onPoseFrame: ({ at, layout, keypoints }, frame) => {
        this.#frameClock.observe(frame);
        findings.onPose({ at, layout, keypoints, rtpTimestamp: frame.rtpTimestamp });
      },
      onEvents: (events) => {
        for (const event of events) findings.onEvent(event);
      },
      onDone: (at, frame, handling) => {
        const captured = captureTime(frame, this.#athleteClock());
        this.steps.passed(at, { captured, ...frame.times, ...handling });
      },
    });
    for (const change of earlier) {
      if (change.type === 'corrected' && change.athleteId === athleteId) this.correct(change.correction);
    }
  }

  /**
   * Analyses this camera from now on; one that ends is let go by itself.
   *
   * @param clock that of the athlete who sends it
   */
  follow(producer: types.Producer, clock: AthleteClock): void {
    this.#release();
    this.#athleteClock = clock;
    if (!this.#lastSeen()) this.#athlete = undefined;
    this.#producer = producer;
    producer.observer.once('close', () => {
      if (this.#producer === producer) this.#release();
    });
    this.#open(producer);
  }

  /** What became of the frames since the camera came; undefined while there is none. */
  get counts(): SamplerCounts | undefined {
    return this.#tap?.counts;
  }

  /** How often the athlete is analysed, and why not more often; undefined while there is no camera. */
  get rate(): AnalysisRate | undefined {
    const rate = this.#tap?.rate;
    if (!rate) return undefined;
    const { framesPerSecond: wanted, reason, lightModel } = rate;
    return { full: this.#analysis.framesPerSecond, wanted, reason, lightModel, actual: this.steps.rate };
  }

  /** Ends what is being counted; the events of that come before this returns. The analysis goes on. */
  settle(): void {
    this.#analyser.settle();
  }

  /**
   * Takes whoever is at this point of the frame for the athlete; resolves once they are followed.
   *
   * @throws SidelineError `nobody_there`, `media_unavailable` when no picture comes, `out_of_order` while another pick is
   * under way.
   */
  async pick([x, y]: Point): Promise<void> {
    if (this.#picking) throw new SidelineError('out_of_order', 'Somebody is being picked already.');
    if (!this.#tap) throw new SidelineError('nobody_there', 'The athlete shows no picture.');
    this.#picking = true;
    try {
      if (!(await this.#tap.pick({ x, y }))) throw new SidelineError('nobody_there', 'Nobody was seen there.');
      this.#athlete = { place: { x, y }, picked: true, seenAt: performance.now() };
      // What somebody else had begun is not the athlete's to end.
      this.settle();
    } finally {
      this.#picking = false;
    }
  }

  /** Takes a coach's correction; strictness counts from the next frame on. */
  correct(correction: Correction): void {
    this.#analyser.tracker.correct(correction);
  }

  /** May be called twice. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#release();
    this.#analyser.close();
    this.latencyFeed.close();
  }

  #open(producer: types.Producer, failures = 0): void {
    this.#tapOf(producer).then(
      (tap) => {
        if (this.#producer !== producer) return tap.close();
        this.#tap = tap;
        this.#noteObstacle(undefined);
      },
      (error: unknown) => {
        if (this.#producer !== producer || producer.closed) return;
        if (failures === 0) this.#logger.warn({ err: error }, 'athlete can not be analysed yet, trying again');
        if (failures >= OBSTACLE_AFTER_FAILURES) this.#noteObstacle('unavailable');
        this.#retry = setTimeout(() => this.#open(producer, failures + 1), growingPause(TAP_PAUSE, failures));
      },
    );
  }

  async #tapOf(producer: types.Producer): Promise<FrameTap> {
    return await FrameTap.create({
      router: await this.#router(),
      producer,
      analysis: this.#analysis.port,
      framesPerSecond: this.#analysis.framesPerSecond,
      logger: this.#logger,
      athlete: () => this.#lastSeen(),
      onAnalysed: (frame) => this.#take(frame),
      onObstacle: (reason) => {
        if (this.#producer === producer) this.#noteObstacle(reason);
      },
    });
  }

  #noteObstacle(reason: ObstacleReason | undefined): void {
    if (reason === this.#obstacle) return;
    this.#obstacle = reason;
    this.#findings.onObstacle(reason && { reason, since: this.#clock.now() });
  }

  #take(frame: AnalysedFrame): void {
    const place = placeOf(frame);
    if (place) this.#athlete = { place, picked: this.#lastSeen()?.picked ?? false, seenAt: performance.now() };
    this.#analyser.push(frame);
  }

  #lastSeen(): AthletePlace | undefined {
    if (!this.#athlete) return undefined;
    const { place, picked, seenAt } = this.#athlete;
    const holdsMs = picked ? PLACE_MS.picked : PLACE_MS.seen;
    return performance.now() - seenAt > holdsMs ? undefined : { place, picked };
  }

  #release(): void {
    clearTimeout(this.#retry);
    this.#producer = undefined;
    this.#tap?.close();
    this.#tap = undefined;
    this.#noteObstacle(undefined);
  }
}
