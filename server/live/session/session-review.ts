/** The recording that a session looks at together: the server keeps the playhead and the ink, each page reads the film with its own rights. */
import type { Point } from '../../../shared/contract/board.ts';
import { SidelineError } from '../../../shared/contract/errors.ts';
import type {
  LiveReview,
  ReviewDrawing,
  ReviewPointer,
  ReviewView,
  ReviewWish,
} from '../../../shared/contract/live-review.ts';
import type { SessionState } from '../../../shared/contract/session.ts';
import type { Records } from '../../records/records.ts';
import type { Participant } from './participant.ts';
import { GRACE_MS } from './participants.ts';
import type { SessionLog } from './session-log.ts';

/** Who shows a recording. */
type Coach = Pick<Participant, 'id' | 'user'>;

export interface SessionReviewOptions {
  log: SessionLog;
  files: Pick<Records['files'], 'isFilmed'>;
  /** @throws SidelineError when nothing may be shown any more */
  mustBeLive: () => void;
  onPointer: (pointer: ReviewPointer) => void;
}

/** Every method of a request throws what `mustBeLive` throws. */
export class SessionReview {
  readonly #log: SessionLog;
  readonly #files: SessionReviewOptions['files'];
  readonly #mustBeLive: () => void;
  readonly #onPointer: SessionReviewOptions['onPointer'];
  #awaited: NodeJS.Timeout | undefined;

  constructor({ log, files, mustBeLive, onPointer }: SessionReviewOptions) {
    this.#log = log;
    this.#files = files;
    this.#mustBeLive = mustBeLive;
    this.#onPointer = onPointer;
  }

  /**
   * Shows everyone a recording, in place of the call or of another recording of the same coach.
   * @throws SidelineError `out_of_order` while another coach shows one, `not_found` for one that this coach may not look at, or of which
   * there is no picture, `storage_unavailable`
   */
  async show(coach: Coach, { view, ...film }: ReviewWish): Promise<void> {
    this.#mayShow(coach);
    if (!(await this.#files.isFilmed(coach.user, film.sessionId, film.participantId))) {
      throw new SidelineError('not_found', 'There is no such recording.');
    }
    // While that was found out, the session may have ended, and another coach may have begun.
    this.#mayShow(coach);
    this.#log.publish({ type: 'review-shown', review: { ...film, view, by: coach.id, since: this.#log.now() } });
  }

  /** @throws SidelineError `out_of_order` when this coach shows nothing */
  move(coach: Coach, view: ReviewView): void {
    const { drawing: _drawing, ...review } = this.#shownBy(coach);
    const change = { type: 'review-shown', review: { ...review, view, since: this.#log.now() } } as const;
    // After a restart the film is where it was when it was last played or stopped, until its coach's page says better.
    if (view.motion.rate === review.view.motion.rate) this.#log.publishUnkept(change);
    else this.#log.publish(change);
  }

  /** @throws SidelineError `out_of_order` when this coach shows nothing */
  draw(coach: Coach, drawing: ReviewDrawing): void {
    this.#shownBy(coach);
    this.#log.publish({ type: 'review-drawn', drawing });
  }

  /** @throws SidelineError `out_of_order` while nothing is shown */
  point({ id }: Pick<Participant, 'id'>, point: Point | null): void {
    this.#mustBeLive();
    if (!this.#log.state.review) throw new SidelineError('out_of_order', 'No recording is being shown.');
    this.#onPointer({ participantId: id, point });
  }

  /** Everyone sees the call again; nothing happens when they do already. */
  close(): void {
    this.#mustBeLive();
    this.#closeNow();
  }

  /**
   * Goes on with what was shown before the server was started again, after everyone was taken to have left. It is closed if its coach
   * does not come back in time.
   */
  comeBack(earlier: LiveReview | undefined): void {
    if (!earlier) return;
    const { drawing: _gone, ...review } = earlier;
    this.#log.publishUnkept({ type: 'review-shown', review });
    this.#awaited = setTimeout(() => {
      if (!this.#log.state.participants.some(({ id }) => id === review.by)) this.#closeNow();
    }, GRACE_MS);
  }

  /** Waits for nobody any more. May be called twice. */
  stop(): void {
    clearTimeout(this.#awaited);
  }

  #closeNow(): void {
    if (this.#log.state.review) this.#log.publish({ type: 'review-closed' });
  }

  #mayShow({ id }: Coach): void {
    this.#mustBeLive();
    const { review } = this.#log.state;
    if (review && review.by !== id) throw new SidelineError('out_of_order', 'Another coach shows a recording.');
  }

  #shownBy({ id }: Coach): LiveReview {
    this.#mustBeLive();
    const { review } = this.#log.state;
    if (review?.by !== id) throw new SidelineError('out_of_order', 'You show no recording.');
    return review;
  }
}

/**
 * Whether the call is on show, so that its picture may be frozen or replayed.
 * @throws SidelineError `out_of_order`
 */
export function mustShowTheCall({ review }: Pick<SessionState, 'review'>): void {
  if (review) throw new SidelineError('out_of_order', 'A recording is being looked at.');
}
