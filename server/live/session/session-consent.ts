/** Whether a session is recorded, and who of it: decided by its people, obeyed by its recording at once. */
import { SidelineError } from '../../../shared/contract/errors.ts';
import type { RecordingTrouble } from '../../../shared/contract/recording.ts';
import type { SessionChange } from '../../../shared/contract/session.ts';
import type { Participant } from './participant.ts';
import type { SessionLog } from './session-log.ts';

/** Writes what participants send, as far as the session's consent lets it. */
export interface Recording {
  /** Somebody decided otherwise: what may not be written any more is not written from now on. */
  consentChanged(): void;
}

export interface SessionConsentOptions {
  log: SessionLog;
  /** @throws SidelineError when nothing may be decided any more */
  mustBeLive: () => void;
}

export class SessionConsent {
  readonly #log: SessionLog;
  readonly #mustBeLive: () => void;
  #recording: Recording | undefined;

  constructor({ log, mustBeLive }: SessionConsentOptions) {
    this.#log = log;
    this.#mustBeLive = mustBeLive;
  }

  /**
   * Says who records the session from now on, or that nobody can.
   * @param recording asks `allows` for what it may write
   */
  obeyedBy(recording: Recording | undefined): void {
    this.#recording = recording;
    const { trouble } = this.#state;
    if (!recording) this.hindered('no-recorder');
    else if (trouble === 'no-recorder') this.hindered(undefined);
  }

  /** Whether what this participant sends may be written now. */
  allows(participantId: string): boolean {
    const { state, refusedBy } = this.#state;
    return state === 'on' && !refusedBy.includes(participantId);
  }

  /** Publishes what keeps the server from recording; undefined when nothing does any more. */
  hindered(trouble: RecordingTrouble | undefined): void {
    const { state, trouble: known } = this.#state;
    if (state === 'off' || trouble === known) return;
    this.#log.publish({ type: 'recording-changed', state, ...(trouble && { trouble }) });
  }

  /**
   * Resolves once it is durable.
   * @throws SidelineError `out_of_order` when it does not run, `storage_unavailable`
   */
  pause(by: Participant): Promise<void> {
    if (this.#state.state !== 'on') throw new SidelineError('out_of_order', 'The recording does not run.');
    return this.#change({ type: 'recording-changed', state: 'paused', by: by.id });
  }

  /**
   * Resolves once it is durable.
   * @throws SidelineError `out_of_order` when it is not paused, `storage_unavailable`
   */
  resume(by: Participant): Promise<void> {
    if (this.#state.state !== 'paused') throw new SidelineError('out_of_order', 'The recording is not paused.');
    return this.#change({ type: 'recording-changed', state: 'on', by: by.id });
  }

  /**
   * Nothing is recorded for the rest of the session; resolves once that is durable.
   * @throws SidelineError `storage_unavailable`
   */
  async end(by: Participant): Promise<void> {
    this.#mustBeLive();
    if (this.#state.state !== 'off') await this.#change({ type: 'recording-changed', state: 'off', by: by.id });
  }

  /**
   * Nothing that this participant sends is recorded, or it is again; resolves once that is durable.
   * @throws SidelineError `storage_unavailable`
   */
  async refuse({ id: participantId }: Participant, refused: boolean): Promise<void> {
    this.#mustBeLive();
    if (this.#state.refusedBy.includes(participantId) === refused) return;
    await this.#change({ type: 'recording-refused', participantId, refused });
  }

  get #state() {
    return this.#log.state.recording;
  }

  #change(change: Extract<SessionChange, { type: 'recording-changed' | 'recording-refused' }>): Promise<void> {
    this.#mustBeLive();
    // What keeps the server from recording stays, whatever people decide meanwhile.
    const { trouble } = this.#state;
    const kept = change.type === 'recording-changed' && trouble ? { ...change, trouble } : change;
    const durable = this.#log.publishDurably(kept);
    this.#recording?.consentChanged();
    return durable;
  }
}
