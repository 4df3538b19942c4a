/** One live session: its people, boards, media and the analysis of its athletes, joined by one log of numbered events. */
import type { types } from 'mediasoup';
import type { Logger } from 'pino';
import type { CorrectionRequest } from '../../../shared/coaching/index.ts';
import type { Point } from '../../../shared/contract/board.ts';
import { SidelineError } from '../../../shared/contract/errors.ts';
import type { AnalysisRate } from '../../../shared/contract/latency.ts';
import type { ReviewPointer } from '../../../shared/contract/live-review.ts';
import { encodePose } from '../../../shared/contract/pose-packet.ts';
import {
  CLOCKS_APART_MS,
  OLDEST_FREEZE_MS,
  type SessionEvent,
  type SessionState,
} from '../../../shared/contract/session.ts';
import type { SessionMs } from '../../../shared/time/moments.ts';
import type { RecordedSession } from '../../recording/participant-recording.ts';
import { SessionRecording } from '../../recording/session-recording.ts';
import type { Records } from '../../records/records.ts';
import type { SessionCloser } from '../../sessions/session-closer.ts';
import { SessionMedia } from '../../sfu/session-media.ts';
import type { WorkerPool } from '../../sfu/worker-pool.ts';
import type { LatencyRecorder } from '../latency/step-log.ts';
import type { Analysis, AthleteAnalysis } from './athlete-analysis.ts';
import type { Connection, Participant } from './participant.ts';
import { type Admission, Participants } from './participants.ts';
import { SessionAnalysis } from './session-analysis.ts';
import { SessionBoards } from './session-boards.ts';
import { SessionClock } from './session-clock.ts';
import { SessionConsent } from './session-consent.ts';
import { type EarlierSession, firstState, type SessionDetails } from './session-details.ts';
import { type EndStatus, SessionLifetime } from './session-lifetime.ts';
import { type Journal, SessionLog } from './session-log.ts';
import { mustBeLivePicture, SessionReplays } from './session-replays.ts';
import { mustShowTheCall, SessionReview } from './session-review.ts';
import { Snapshots } from './snapshots.ts';
import { isSoughtPhase } from './sought-phase.ts';

/** What everyone in a session is sent. */
export interface Audience {
  event(event: SessionEvent): void;
  pose(packet: Uint8Array): void;
  pointer(pointer: ReviewPointer): void;
}

/** How sessions are recorded. */
export type Recorders = Pick<RecordedSession, 'recorder' | 'keeping' | 'reserveBytes'>;

/** What sessions need of the rest of the server. */
export interface SessionServices {
  pool: WorkerPool;
  analysis: Analysis;
  /** Left out, nothing is recorded. */
  recording?: Recorders | undefined;
  journal: Journal;
  files: Pick<Records['files'], 'isFilmed'>;
  latency: LatencyRecorder;
  participants: Pick<Records['participants'], 'join' | 'leave'>;
  closer: Pick<SessionCloser, 'close'>;
  /** A snapshot of a session was made. */
  snapshotMade(bytes: number): void;
  abandonedAfterMs: number;
  logger: Logger;
}

export class LiveSession {
  readonly id: string;
  readonly ownerId: string;
  readonly boards: SessionBoards;
  readonly consent: SessionConsent;
  readonly replays: SessionReplays;
  readonly review: SessionReview;
  readonly #services: SessionServices;
  readonly #logger: Logger;
  readonly #log: SessionLog;
  readonly #snapshots: Snapshots;
  readonly #participants: Participants;
  readonly #media: SessionMedia;
  readonly #analysis: SessionAnalysis;
  readonly #recording: SessionRecording | undefined;
  readonly #lifetime: SessionLifetime;
  readonly #onClosed: () => void;

  constructor(details: SessionDetails, services: SessionServices, audience: Audience, onClosed: () => void) {
    this.id = details.id;
    this.ownerId = details.ownerId;
    this.#services = services;
    this.#onClosed = onClosed;
    this.#logger = services.logger.child({ sessionId: details.id });
    const clock = new SessionClock(details.startedAt);
    this.#log = new SessionLog({
      state: firstState(details),
      clock,
      journal: services.journal,
      onEvent: (event) => audience.event(event),
      onNotKept: this.#onNotKept,
    });
    this.#lifetime = new SessionLifetime({
      abandonedAfterMs: services.abandonedAfterMs,
      awaitedSince: details.earlier?.lastAt,
      logger: this.#logger,
      end: (status, endedAt) => this.#end(status, endedAt),
      leave: () => this.#leave(),
    });
    this.boards = new SessionBoards({
      log: this.#log,
      mustBeLive: () => this.#lifetime.mustBeLive(),
      onNotKept: this.#onNotKept,
    });
    this.consent = new SessionConsent({ log: this.#log, mustBeLive: () => this.#lifetime.mustBeLive() });
    this.replays = new SessionReplays({ log: this.#log, mustBeLive: () => this.#lifetime.mustBeLive() });
    this.review = new SessionReview({
      log: this.#log,
      files: services.files,
      mustBeLive: () => this.#lifetime.mustBeLive(),
      onPointer: (pointer) => audience.pointer(pointer),
    });
    this.#snapshots = new Snapshots((bytes) => services.snapshotMade(bytes));
    this.#participants = new Participants({
      publish: (change) => {
        if (change.type === 'participant-left') {
          this.#logger.info({ participantId: change.participantId }, 'participant left');
        }
        this.#log.publish(change);
      },
      onDeserted: (deserted) => this.#lifetime.deserted(deserted),
      onGone: (participant) => {
        this.#analysis.removeListener(participant.connection);
        this.boards.endOpen(participant.id);
      },
      onLeft: (participant) => {
        services.participants
          .leave(this.id, participant, this.#log.now())
          .catch((error: unknown) =>
            this.#logger.warn({ err: error, participantId: participant.id }, 'leaving is not on record'),
          );
        this.#recording?.split();
      },
    });
    this.#media = new SessionMedia({
      pool: services.pool,
      logger: this.#logger,
      onRestarted: (generation) => this.#log.publish({ type: 'media-restarted', generation }),
      firstGeneration: this.state.mediaGeneration + Number(details.earlier !== undefined),
    });
    this.#analysis = new SessionAnalysis(
      {
        analysis: services.analysis,
        latency: services.latency,
        activity: details.activity,
        language: details.language,
        clock,
        router: () => this.#media.router(),
        logger: this.#logger,
      },
      {
        onFrameClock: (athleteId, captureOffset) =>
          this.#log.publish({
            type: 'frame-clock',
            athleteId,
            ...(captureOffset !== undefined && { captureOffset }),
          }),
        onPose: (athleteId, pose) => {
          const athlete = this.state.athletes[athleteId];
          if (!athlete) return;
          const packet = encodePose({ ...pose, athlete: athlete.number });
          audience.pose(packet);
          this.#recording?.onPose(athleteId, pose.at, packet);
        },
        onEvent: (athleteId, event) => {
          const before = this.state.athletes[athleteId]?.phase;
          this.#log.publish({ type: 'coaching', athleteId, event }, event.at);
          if (event.type !== 'phase') return;
          if (isSoughtPhase(details.activity, event.phase, before)) this.#recording?.mark(athleteId);
        },
        onObstacle: (athleteId, obstacle) =>
          this.#log.publish({ type: 'analysis-obstacle', athleteId, ...(obstacle && { obstacle }) }),
      },
      details.earlier?.events,
    );
    this.#recording =
      services.recording &&
      new SessionRecording({
        ...services.recording,
        sessionId: this.id,
        clock,
        router: () => this.#media.router(),
        allowed: (participantId) => this.consent.allows(participantId),
        onTrouble: (trouble) => this.consent.hindered(trouble),
        logger: this.#logger,
      });
    this.consent.obeyedBy(this.#recording);
    if (details.earlier) this.#comeBack(details.earlier);
    this.#lifetime.deserted(true);
  }

  /** The journal logs once that it can't write; one line for every event would bury that. */
  readonly #onNotKept = (error: unknown): void => this.#logger.debug({ err: error }, 'event is not kept yet');

  get state(): SessionState {
    return this.#log.state;
  }

  /** The state as bytes, for those who join or missed an event. */
  get snapshot(): Uint8Array<ArrayBuffer> {
    return this.#snapshots.of(this.state);
  }

  admission(userId: string): Admission | undefined {
    return this.#participants.admission(userId);
  }

  /**
   * Gives a person a place; resolves once that is on record.
   * @throws SidelineError `session_ended`, `place_taken`, `storage_unavailable`
   */
  async admit(admission: Admission, connection: Connection): Promise<Participant> {
    this.#lifetime.mustBeLive();
    const participant: Participant = this.#participants.admit(admission, connection, (participantId) =>
      this.#media.participant({
        producerAdded: (producer, info) => {
          this.#log.publish({ type: 'producer-added', participantId, producer: info });
          this.#onProducer(participant, producer);
        },
        producerPaused: (producerId, paused) => this.#log.publish({ type: 'producer-paused', producerId, paused }),
        producerRemoved: (producerId) => this.#log.publish({ type: 'producer-removed', producerId }),
      }),
    );
    this.#lifetime.entered();
    // From now on it is said when the athlete is not seen.
    if (participant.role === 'athlete') this.#analysis.of(participant.id);
    const { id: participantId, role } = participant;
    this.#logger.info({ participantId, role, userId: admission.user.id }, 'participant joined');
    try {
      await this.#services.participants.join(this.id, { ...admission, participantId: participant.id });
    } catch (error) {
      this.#participants.disconnected(participant, true);
      throw error;
    }
    return participant;
  }

  /** Hands what a participant sends to all parts of the session that receive it: each closes with the producer. */
  #onProducer(participant: Participant, producer: types.Producer): void {
    if (participant.role === 'athlete' && producer.kind === 'video')
      this.#analysis.of(participant.id).follow(producer, () => participant.clock?.offsetMs);
    this.#recording?.onProducer(participant.id, producer);
  }

  /** @param left on purpose, so the place is free at once */
  disconnected(participant: Participant, left: boolean): void {
    if (!this.#lifetime.live) return;
    this.#participants.disconnected(participant, left);
    // That athletes and coaches have left is said where their place is given up.
    if (left && participant.role !== 'spectator') return;
    const what = left ? 'participant left' : 'participant disconnected';
    this.#logger.info({ participantId: participant.id, role: participant.role }, what);
  }

  /** Sends away everyone who came by this link. */
  dismiss(invitationId: string): void {
    this.#participants.dismiss(invitationId);
  }

  async openMedia() {
    this.#lifetime.mustBeLive();
    return await this.#media.open();
  }

  /**
   * What one athlete's frames go through, here and on the way.
   * @throws SidelineError `not_found`
   */
  analysisOf(athleteId: string): AthleteAnalysis {
    this.#log.athlete(athleteId);
    return this.#analysis.of(athleteId);
  }

  /**
   * Stops an athlete's picture for everyone at a media time, ms of the session.
   * @throws SidelineError `not_found`, `out_of_order` when it is not on show live, `invalid_request` for a time that nobody can show
   */
  freeze(participant: Participant, athleteId: string, at: number): void {
    this.#lifetime.mustBeLive();
    mustShowTheCall(this.state);
    mustBeLivePicture(this.#log.athlete(athleteId));
    const age = this.#log.now() - at;
    if (age < -CLOCKS_APART_MS || age > OLDEST_FREEZE_MS) {
      throw new SidelineError('invalid_request', 'Only the picture of the last seconds can be frozen.');
    }
    this.#log.publish({ type: 'frozen', athleteId, by: participant.id, at });
  }

  /**
   * Lets the athlete's picture go on; nothing happens when it does already.
   * @throws SidelineError `not_found`
   */
  release(athleteId: string): void {
    this.#lifetime.mustBeLive();
    if (this.#log.athlete(athleteId).frozen) this.#log.publish({ type: 'released', athleteId });
  }

  /** Lays a coach's word beside the machine's; resolves once it is durable. */
  async correct(athleteId: string, request: CorrectionRequest): Promise<void> {
    this.#lifetime.mustBeLive();
    if (request.kind === 'mark' && request.rep > this.#log.athlete(athleteId).reps) {
      throw new SidelineError('invalid_request', `There is no repetition ${request.rep} yet.`);
    }
    const correction = { ...request, at: this.#log.now() };
    this.analysisOf(athleteId).correct(correction);
    await this.#log.publishDurably({ type: 'corrected', athleteId, correction });
  }

  /** How often each athlete with a camera is analysed. */
  get rates(): AnalysisRate[] {
    return this.#analysis.rates;
  }

  /**
   * Takes whoever is at this point of the athlete's frame for that athlete; resolves once they are followed.
   * @throws SidelineError `not_found`, `nobody_there`, `media_unavailable`, `rate_limited`
   */
  async pickAthlete(participant: Participant, athleteId: string, at: Point): Promise<void> {
    this.#lifetime.mustBeLive();
    await this.analysisOf(athleteId).pick(at);
    this.#logger.info({ participantId: participant.id, role: participant.role, athleteId }, 'athlete was picked');
  }

  /** Publishes whether the record is being kept. */
  recordingHealth(keeping: boolean): void {
    if (this.#lifetime.live && keeping !== this.state.keeping) this.#log.publish({ type: 'recording-health', keeping });
  }

  /**
   * Closes the record, publishes the end and ends the media. Called twice, it ends once.
   * @param endedAt when it ended, ms of the session; now by default
   * @throws SidelineError `storage_unavailable`; the session then goes on
   */
  end(status: EndStatus, endedAt?: SessionMs): Promise<void> {
    return this.#lifetime.end(status, endedAt);
  }

  /** Ends it here and not on record: it goes on after the next start, or on another server. Everyone is sent to come back. */
  letGo(): Promise<void> {
    return this.#lifetime.letGo();
  }

  async #end(status: EndStatus, endedAt: SessionMs | undefined): Promise<void> {
    this.#analysis.settle();
    this.boards.endOpen();
    await this.#services.closer.close(this.id, status, endedAt);
    this.#log.publish({ type: 'session-ended', status });
    await this.#close();
    this.#logger.info({ status }, 'session ended');
  }

  async #leave(): Promise<void> {
    this.boards.endOpen();
    this.#participants.sendAway();
    await this.#close();
    this.#logger.info('session was let go');
  }

  async #close(): Promise<void> {
    this.#lifetime.close();
    this.review.stop();
    this.#analysis.close();
    this.#participants.close();
    await this.#recording?.close();
    await this.#media.close();
    this.#onClosed();
  }

  /** The state is that of before the restart; those who were here may come back, and nothing is left of their media. */
  #comeBack({ places }: EarlierSession): void {
    this.#participants.expect(places);
    const { review } = this.state;
    for (const { id } of this.state.participants) {
      this.#log.publishUnkept({ type: 'participant-left', participantId: id });
    }
    this.review.comeBack(review);
    this.#log.publish({ type: 'media-restarted', generation: this.#media.generation });
  }
}
