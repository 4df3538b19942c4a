/** The recording of a live session: the parts of all its participants, and the keypoints of its athletes. */
import type { types } from 'mediasoup';
import type { RecordingTrouble } from '../../shared/contract/recording.ts';
import type { SessionMs } from '../../shared/time/moments.ts';
import { ParticipantRecording, type RecordedSession } from './participant-recording.ts';
import { TrackRecording } from './track-recording.ts';

export interface SessionRecordingOptions extends RecordedSession {
  /** Why something is not recorded that should be; undefined when all is again. */
  onTrouble: (trouble: RecordingTrouble | undefined) => void;
}

export class SessionRecording {
  readonly #options: SessionRecordingOptions;
  readonly #participants = new Map<string, ParticipantRecording>();
  readonly #tracks = new Map<string, TrackRecording>();
  #trouble: RecordingTrouble | undefined;
  #closed: Promise<void> | undefined;

  constructor(options: SessionRecordingOptions) {
    this.#options = options;
  }

  /** Records what a participant sends, as long as that is allowed. */
  onProducer(participantId: string, producer: types.Producer): void {
    if (!this.#closed) this.#of(participantId).follow(producer);
  }

  /**
   * Keeps an athlete's pose, as long as that is allowed.
   * @param packet as everyone is sent it
   */
  onPose(athleteId: string, at: SessionMs, packet: Uint8Array): void {
    if (!this.#closed) this.#trackOf(athleteId).add(at, packet);
  }

  /** Something happens that will be looked for, such as a repetition. */
  mark(participantId: string): void {
    this.#participants.get(participantId)?.requestKeyFrame();
  }

  /** All files that grow end soon, and others go on: who may read what began until now reads nothing of what comes. */
  split(): void {
    const now = this.#options.clock.now();
    for (const participant of this.#participants.values()) participant.split();
    for (const track of this.#tracks.values()) track.split(now);
  }

  /** What is allowed may have changed. What is not allowed any more is not written from now on. */
  consentChanged(): void {
    for (const each of [...this.#participants.values(), ...this.#tracks.values()]) each.update();
  }

  /** Resolves when all files are whole and on record. May be called twice. */
  close(): Promise<void> {
    const all = [...this.#participants.values(), ...this.#tracks.values()];
    this.#closed ??= Promise.all(all.map((each) => each.close())).then(() => undefined);
    return this.#closed;
  }

  #of(participantId: string): ParticipantRecording {
    const known = this.#participants.get(participantId);
    if (known) return known;
    const made = new ParticipantRecording(participantId, this.#options, () => this.#noteTrouble());
    this.#participants.set(participantId, made);
    return made;
  }

  #trackOf(athleteId: string): TrackRecording {
    const known = this.#tracks.get(athleteId);
    if (known) return known;
    const { sessionId, keeping, allowed, logger } = this.#options;
    const made = new TrackRecording({
      sessionId,
      participantId: athleteId,
      keeping,
      allowed: () => allowed(athleteId),
      logger: logger.child({ participantId: athleteId }),
    });
    this.#tracks.set(athleteId, made);
    return made;
  }

  #noteTrouble(): void {
    const troubles = Array.from(this.#participants.values(), ({ trouble }) => trouble);
    const trouble = troubles.find((each) => each === 'disk-full') ?? troubles.find((each) => each !== undefined);
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    this.#options.onTrouble(trouble);
  }
}
