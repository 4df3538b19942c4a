/** One live session: its people, board, media and the watch over its athlete, joined by one log of numbered events. */
import type { Logger } from 'pino';
import type { Activity, CorrectionRequest, Language } from '../../../shared/coaching/index.ts';
import type { Point, StrokeBegin, StrokeDraw } from '../../../shared/contract/board.ts';
import { SidelineError } from '../../../shared/contract/errors.ts';
import type { AnalysisRate } from '../../../shared/contract/latency.ts';
import { encodePose } from '../../../shared/contract/pose-packet.ts';
import {
  newSessionState,
  type SessionChange,
  type SessionEvent,
  type SessionState,
  type SessionStatus,
} from '../../../shared/contract/session.ts';
import { SessionMedia } from '../../sfu/session-media.ts';
import type { WorkerPool } from '../../sfu/worker-pool.ts';
import { LatencyFeed } from '../latency/latency-feed.ts';
import { type LatencyRecorder, StepLog } from '../latency/step-log.ts';
import { beginStroke, cancelStroke, drawStroke, endOpenStrokes, endStroke, undoStroke } from './board-rules.ts';
import type { Connection, Member } from './member.ts';
import { type Admission, Membership } from './membership.ts';
import { type Analysis, AthleteWatch } from './session-analysis.ts';
import { SessionClock } from './session-clock.ts';
import { type Journal, SessionLog } from './session-log.ts';

/** What is on show can be no older than this, ms: a slow way there and back, and a decoder that buffers. */
export const OLDEST_FREEZE_MS = 5_000;
/** By how much a client's clock may be ahead of ours, ms. */
const CLOCKS_APART_MS = 500;

/** What everyone in a session is sent. */
export interface Audience {
  event(event: SessionEvent): void;
  pose(packet: Uint8Array): void;
}

/** What sessions need of the rest of the server. */
export interface SessionServices {
  pool: WorkerPool;
  analysis: Analysis;
  journal: Journal;
  latency: LatencyRecorder;
  /** Takes part in the record: durable when the promise resolves. */
  recordParticipant(sessionId: string, admission: Admission): Promise<void>;
  /** Closes the record: durable when the promise resolves. */
  recordEnd(sessionId: string, status: Exclude<SessionStatus, 'live'>): Promise<void>;
  abandonedAfterMs: number;
  logger: Logger;
}

export interface SessionDetails {
  id: string;
  ownerId: string;
  activity: Activity;
  language: Language;
  /** Wall clock of the start, ms since the epoch. */
  startedAt: number;
}

export class LiveSession {
  readonly id: string;
  readonly ownerId: string;
  /** How long frames take in each step. */
  readonly steps: StepLog;
  /** Tells that to those who look. */
  readonly latencyFeed: LatencyFeed;
  readonly #services: SessionServices;
  readonly #logger: Logger;
  readonly #log: SessionLog;
  readonly #membership: Membership;
  readonly #media: SessionMedia;
  readonly #watch: AthleteWatch;
  readonly #onClosed: () => void;
  #abandoned: NodeJS.Timeout | undefined;
  #ending: Promise<void> | undefined;

  constructor(details: SessionDetails, services: SessionServices, audience: Audience, onClosed: () => void) {
    this.id = details.id;
    this.ownerId = details.ownerId;
    this.#services = services;
    this.#onClosed = onClosed;
    this.#logger = services.logger.child({ sessionId: details.id });
    const clock = new SessionClock(details.startedAt);
    this.#log = new SessionLog({
      state: newSessionState(details.id, details.activity, details.startedAt, details.language),
      clock,
      journal: services.journal,
      onEvent: (event) => audience.event(event),
      onNotKept: this.#onNotKept,
    });
    this.#membership = new Membership({
      publish: (change) => this.#log.publish(change),
      onDeserted: (deserted) => this.#deserted(deserted),
      onGone: (member) => {
        this.latencyFeed.remove(member.connection);
        this.#endOpenStrokes(member.id);
      },
    });
    this.#media = new SessionMedia({
      pool: services.pool,
      logger: this.#logger,
      onRestarted: (generation) => this.#log.publish({ type: 'media-restarted', generation }),
    });
    this.steps = new StepLog(services.latency, clock);
    this.#watch = new AthleteWatch({
      analysis: services.analysis,
      activity: details.activity,
      language: details.language,
      clock,
      router: () => this.#media.router(),
      onFrameClock: (captureOffset) =>
        this.#log.publish({ type: 'frame-clock', ...(captureOffset !== undefined && { captureOffset }) }),
      onPose: (pose) => audience.pose(encodePose(pose)),
      onEvent: (event) => this.#log.publish({ type: 'coaching', event }, event.at),
      onPassed: (at, passage) => this.steps.passed(at, passage),
      logger: this.#logger,
    });
    this.latencyFeed = new LatencyFeed({
      log: this.steps,
      engine: services.analysis.pool.engine,
      rate: () => this.rate,
      counts: () => this.#watch.counts,
    });
    this.#deserted(true);
  }

  /** The journal logs once that it can't write; one line for every event would bury that. */
  readonly #onNotKept = (error: unknown): void => this.#logger.debug({ err: error }, 'event is not kept yet');

  get state(): SessionState {
    return this.#log.state;
  }

  admission(userId: string): Admission | undefined {
    return this.#membership.admission(userId);
  }

  /**
   * Gives a person a place; resolves once that is on record.
   * @throws SidelineError `session_ended`, `place_taken`, `storage_unavailable`
   */
  async admit(admission: Admission, connection: Connection): Promise<Member> {
    this.#mustBeLive();
    const member: Member = this.#membership.admit(admission, connection, (participantId) =>
      this.#media.participant({
        producerAdded: (producer, info) => {
          this.#log.publish({ type: 'producer-added', participantId, producer: info });
          if (admission.role === 'athlete' && info.kind === 'video')
            this.#watch.follow(producer, () => member.clock?.offsetMs);
        },
        producerPaused: (producerId, paused) => this.#log.publish({ type: 'producer-paused', producerId, paused }),
        producerRemoved: (producerId) => this.#log.publish({ type: 'producer-removed', producerId }),
      }),
    );
    this.#logger.info({ participantId: member.id, role: member.role }, 'participant joined');
    try {
      await this.#services.recordParticipant(this.id, admission);
    } catch (error) {
      this.#membership.disconnected(member, true);
      throw error;
    }
    return member;
  }

  /** @param left on purpose, so the place is free at once */
  disconnected(member: Member, left: boolean): void {
    if (this.#ending) return;
    this.#membership.disconnected(member, left);
    this.#logger.info({ participantId: member.id, role: member.role, left }, 'participant disconnected');
  }

  /** Sends away everyone who came by this link. */
  dismiss(invitationId: string): void {
    this.#membership.dismiss(invitationId);
  }

  async openMedia() {
    this.#mustBeLive();
    return await this.#media.open();
  }

  /**
   * Stops everyone's picture at a media time, ms of the session.
   * @throws SidelineError `out_of_order` when it stands still already, `invalid_request` for a time that nobody can show
   */
  freeze(member: Member, at: number): void {
    this.#mustBeLive();
    if (this.state.frozen) throw new SidelineError('out_of_order', 'The picture is frozen already.');
    const age = this.#log.now() - at;
    if (age < -CLOCKS_APART_MS || age > OLDEST_FREEZE_MS) {
      throw new SidelineError('invalid_request', 'Only the picture of the last seconds can be frozen.');
    }
    this.#log.publish({ type: 'frozen', by: member.id, at });
  }

  /** Lets the picture go on; nothing happens when it does already. */
  release(): void {
    this.#mustBeLive();
    if (this.state.frozen) this.#log.publish({ type: 'released' });
  }

  beginStroke(member: Member, begin: StrokeBegin): void {
    this.#draw((board) => beginStroke(board, begin, member.id));
  }

  drawStroke(member: Member, draw: StrokeDraw): void {
    this.#draw((board) => drawStroke(board, draw, member.id));
  }

  /** Resolves once the stroke is durable. */
  async endStroke(member: Member, id: string): Promise<void> {
    this.#mustBeLive();
    const { change, stroke } = endStroke(this.state.board, id, member.id);
    await this.#log.publishDurably(change, { type: 'stroke-begun', stroke });
  }

  cancelStroke(member: Member, id: string): void {
    this.#mustBeLive();
    this.#log.publishUnkept(cancelStroke(this.state.board, id, member.id));
  }

  async undoStroke(member: Member): Promise<void> {
    this.#mustBeLive();
    const change = undoStroke(this.state.board, member.id);
    if (change) await this.#log.publishDurably(change);
  }

  async clearBoard(member: Member, scope: 'mine' | 'all'): Promise<void> {
    this.#mustBeLive();
    await this.#log.publishDurably({ type: 'board-cleared', ...(scope === 'mine' && { authorId: member.id }) });
  }

  /** Lays a coach's word beside the machine's; resolves once it is durable. */
  async correct(request: CorrectionRequest): Promise<void> {
    this.#mustBeLive();
    if (request.kind === 'mark' && request.rep > this.state.reps) {
      throw new SidelineError('invalid_request', `There is no repetition ${request.rep} yet.`);
    }
    const correction = { ...request, at: this.#log.now() };
    this.#watch.correct(correction);
    await this.#log.publishDurably({ type: 'corrected', correction });
  }

  /** How often the athlete is analysed, and why not more; undefined while there is no camera. */
  get rate(): AnalysisRate | undefined {
    const wanted = this.#watch.wantedRate;
    return wanted && { ...wanted, actual: this.steps.rate };
  }

  /**
   * Takes whoever is at this point of the athlete's frame for the athlete; resolves once they are followed.
   * @throws SidelineError `nobody_there`, `media_unavailable`, `rate_limited`
   */
  async pickAthlete(member: Member, at: Point): Promise<void> {
    this.#mustBeLive();
    await this.#watch.pick(at);
    this.#logger.info({ participantId: member.id, role: member.role }, 'athlete was picked');
  }

  /** Tells everyone whether the record is being kept. */
  recordingHealth(keeping: boolean): void {
    if (!this.#ending && keeping !== this.state.keeping) this.#log.publish({ type: 'recording-health', keeping });
  }

  /**
   * Closes the record, tells everyone and ends the media. Called twice, it ends once.
   * @throws SidelineError `storage_unavailable`; the session then goes on
   */
  end(status: Exclude<SessionStatus, 'live'>): Promise<void> {
    this.#ending ??= this.#end(status).catch((error: unknown) => {
      this.#ending = undefined;
      throw error;
    });
    return this.#ending;
  }

  async #end(status: Exclude<SessionStatus, 'live'>): Promise<void> {
    this.#watch.settle();
    this.#endOpenStrokes();
    await this.#services.recordEnd(this.id, status);
    clearTimeout(this.#abandoned);
    this.#watch.close();
    this.latencyFeed.close();
    this.#membership.close();
    await this.#media.close();
    this.#log.publish({ type: 'session-ended', status });
    this.#logger.info({ status }, 'session ended');
    this.#onClosed();
  }

  #draw(change: (board: SessionState['board']) => SessionChange): void {
    this.#mustBeLive();
    this.#log.publish(change(this.state.board));
  }

  /** Nobody goes on with a stroke whose author is gone, and nobody else could end it. */
  #endOpenStrokes(authorId?: string): void {
    for (const { change, stroke } of endOpenStrokes(this.state.board, authorId)) {
      this.#log.publishDurably(change, { type: 'stroke-begun', stroke }).catch(this.#onNotKept);
    }
  }

  #mustBeLive(): void {
    if (this.#ending) throw new SidelineError('session_ended', 'The session is over.');
  }

  #deserted(deserted: boolean): void {
    clearTimeout(this.#abandoned);
    if (!deserted || this.#ending) return;
    this.#abandoned = setTimeout(() => {
      this.#logger.info('session was abandoned');
      this.end('ended').catch((error: unknown) => {
        this.#logger.error({ err: error }, 'abandoned session could not be closed, trying again');
        this.#deserted(true);
      });
    }, this.#services.abandonedAfterMs);
  }
}
