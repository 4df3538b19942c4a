/** The session's numbered events: state folded from them, passed to listeners, and handed to the journal where they last. */
import type { AthleteState } from '../../../shared/contract/athlete-state.ts';
import { SidelineError } from '../../../shared/contract/errors.ts';
import {
  applyEvent,
  type SessionChange,
  type SessionEvent,
  type SessionState,
} from '../../../shared/contract/session.ts';
import type { SessionClock } from './session-clock.ts';

/** Keeps events; the promise resolves once they are durable. */
export interface Journal {
  append(sessionId: string, event: SessionEvent): Promise<void>;
}

/**
 * Changes that mean nothing after the session: strokes on their way are kept whole when they end, and who was connected
 * when is in the list of participants. A replay moves on and on, and is gone after a restart, since the pages' pictures are. What is
 * drawn over a recording is on its coach's page, which sends it again. What keeps the athlete from being analysed is seen anew. How
 * timestamps stand to capture times serves what is on show now.
 */
const PASSING: ReadonlySet<SessionChange['type']> = new Set([
  'stroke-begun',
  'stroke-drawn',
  'spectators',
  'participant-connection',
  'producer-paused',
  'recording-health',
  'frame-clock',
  'analysis-obstacle',
  'replayed',
  'review-drawn',
]);

export class SessionLog {
  readonly #clock: SessionClock;
  readonly #journal: Journal;
  readonly #onEvent: (event: SessionEvent) => void;
  readonly #onNotKept: (error: unknown) => void;
  #state: SessionState;

  /**
   * @param options.onEvent every event, in order, at once
   * @param options.onNotKept an event that nobody waits for is not durable yet; the journal tries on while it has room
   */
  constructor(options: {
    state: SessionState;
    clock: SessionClock;
    journal: Journal;
    onEvent: (event: SessionEvent) => void;
    onNotKept: (error: unknown) => void;
  }) {
    this.#state = options.state;
    this.#clock = options.clock;
    this.#journal = options.journal;
    this.#onEvent = options.onEvent;
    this.#onNotKept = options.onNotKept;
  }

  get state(): SessionState {
    return this.#state;
  }

  /**
   * The state of one athlete.
   * @throws SidelineError `not_found`
   */
  athlete(athleteId: string): AthleteState {
    const athlete = this.#state.athletes[athleteId];
    if (!athlete) throw new SidelineError('not_found', 'That athlete was never in this session.');
    return athlete;
  }

  /** Ms since the session's start. */
  now(): number {
    return this.#clock.now();
  }

  /** Makes `change` happen and publishes it; it is written to the journal soon after. */
  publish(change: SessionChange, at = this.#clock.now()): void {
    const event = this.#apply(change, at);
    if (!PASSING.has(change.type)) this.#journal.append(this.#state.id, event).catch(this.#onNotKept);
  }

  /** Makes a change happen that means nothing later, and publishes it; the journal does not get it. */
  publishUnkept(change: SessionChange): void {
    this.#apply(change, this.#clock.now());
  }

  /**
   * Like `publish`, and resolves once the change is durable.
   * @param kept what the journal keeps in place of the change: a whole stroke for its end
   * @throws SidelineError `storage_unavailable`
   */
  async publishDurably(change: SessionChange, kept: SessionChange = change): Promise<void> {
    const event = this.#apply(change, this.#clock.now());
    await this.#journal.append(this.#state.id, { ...event, change: kept });
  }

  #apply(change: SessionChange, at: number): SessionEvent {
    const event: SessionEvent = { seq: this.#state.seq + 1, at: Math.max(0, at), change };
    this.#state = applyEvent(this.#state, event);
    this.#onEvent(event);
    return event;
  }
}
