/** What coaches play of their athletes' last seconds: the server keeps the playhead, the pages have the pictures. */
import type { AthleteState } from '../../../shared/contract/athlete-state.ts';
import { SidelineError } from '../../../shared/contract/errors.ts';
import { MAX_REPLAY_MS, type Playhead } from '../../../shared/contract/replay.ts';
import { CLOCKS_APART_MS, OLDEST_FREEZE_MS } from '../../../shared/contract/session.ts';
import type { Participant } from './participant.ts';
import type { SessionLog } from './session-log.ts';
import { mustShowTheCall } from './session-review.ts';

export interface SessionReplaysOptions {
  log: SessionLog;
  /** @throws SidelineError when nothing may be replayed any more */
  mustBeLive: () => void;
}

export class SessionReplays {
  readonly #log: SessionLog;
  readonly #mustBeLive: () => void;

  constructor({ log, mustBeLive }: SessionReplaysOptions) {
    this.#log = log;
    this.#mustBeLive = mustBeLive;
  }

  /**
   * Plays a part of the last seconds for everyone, also in place of what this coach plays. A frozen picture goes on with it.
   *
   * @throws SidelineError `not_found`, `out_of_order` while another coach plays something or a recording is looked at, `invalid_request`
   * for a part that nobody has
   */
  show(coach: Pick<Participant, 'id'>, athleteId: string, playhead: Playhead): void {
    this.#mustBeLive();
    mustShowTheCall(this.#log.state);
    const { replay } = this.#log.athlete(athleteId);
    if (replay && replay.by !== coach.id) {
      throw new SidelineError('out_of_order', 'Another coach plays the last seconds.');
    }
    this.#play(coach, athleteId, playhead);
  }

  /**
   * Moves this coach's playhead. What was closed meanwhile stays closed.
   *
   * @throws SidelineError `not_found`, `out_of_order` while this coach plays nothing, `invalid_request` for a part that nobody has
   */
  move(coach: Pick<Participant, 'id'>, athleteId: string, playhead: Playhead): void {
    this.#mustBeLive();
    if (this.#log.athlete(athleteId).replay?.by !== coach.id) {
      throw new SidelineError('out_of_order', 'What you played is not on show any more.');
    }
    this.#play(coach, athleteId, playhead);
  }

  #play(coach: Pick<Participant, 'id'>, athleteId: string, playhead: Playhead): void {
    const { replay } = this.#log.athlete(athleteId);
    // What is played already grows older while it is looked at; the pages have all that it may begin with.
    if (replay?.to !== playhead.to) this.#mustBeRecent(playhead);
    this.#log.publish({ type: 'replayed', athleteId, ...playhead, by: coach.id, since: this.#log.now() });
  }

  /**
   * Makes the athlete's picture live again; nothing happens when it is.
   * @throws SidelineError `not_found`
   */
  close(athleteId: string): void {
    this.#mustBeLive();
    if (this.#log.athlete(athleteId).replay) this.#log.publish({ type: 'replay-closed', athleteId });
  }

  #mustBeRecent({ from, to }: Playhead): void {
    const now = this.#log.now();
    if (to > now + CLOCKS_APART_MS || from < now - MAX_REPLAY_MS - OLDEST_FREEZE_MS) {
      throw new SidelineError('invalid_request', 'Only the last seconds can be replayed.');
    }
  }
}

/**
 * Whether a picture of the athlete may be frozen: not while one is, nor while the last seconds are played.
 * @throws SidelineError `out_of_order`
 */
export function mustBeLivePicture({ frozen, replay }: Pick<AthleteState, 'frozen' | 'replay'>): void {
  if (frozen) throw new SidelineError('out_of_order', 'The picture is frozen already.');
  if (replay) throw new SidelineError('out_of_order', 'The last seconds are being played.');
}
