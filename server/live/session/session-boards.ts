/** The boards of a session's athletes: each request about ink becomes an event of the session, where the rules allow it. */
import type { InkedPicture, StrokeBegin, StrokeDraw } from '../../../shared/contract/board.ts';
import { SidelineError } from '../../../shared/contract/errors.ts';
import {
  allStrokes,
  beginStroke,
  boardOf,
  cancelStroke,
  drawStroke,
  endOpenStrokes,
  endStroke,
  undoStroke,
} from './board-rules.ts';
import type { Participant } from './participant.ts';
import type { SessionLog } from './session-log.ts';

/** Who draws. */
type Author = Pick<Participant, 'id'>;

export interface SessionBoardsOptions {
  log: SessionLog;
  /** @throws SidelineError when nothing may be drawn any more */
  mustBeLive: () => void;
  /** A stroke that nobody waits for is not durable yet. */
  onNotKept: (error: unknown) => void;
}

/** Every method throws what `mustBeLive` throws; those that name an athlete throw SidelineError `not_found`. */
export class SessionBoards {
  readonly #log: SessionLog;
  readonly #mustBeLive: () => void;
  readonly #onNotKept: (error: unknown) => void;

  constructor({ log, mustBeLive, onNotKept }: SessionBoardsOptions) {
    this.#log = log;
    this.#mustBeLive = mustBeLive;
    this.#onNotKept = onNotKept;
  }

  /** @throws SidelineError `out_of_order` when a stroke of that id is on a board already, or it was drawn on a replay that has ended */
  begin(author: Author, athleteId: string, begin: StrokeBegin): void {
    this.#mustBeLive();
    const { replay } = this.#log.athlete(athleteId);
    if (begin.replayed && !replay) throw new SidelineError('out_of_order', 'The replay has ended.');
    const change = beginStroke(allStrokes(this.#athletes), begin, author.id);
    this.#log.publish({ ...change, athleteId });
  }

  /** @throws SidelineError `out_of_order` when the author is not drawing that stroke, `invalid_request` */
  draw(author: Author, draw: StrokeDraw): void {
    this.#mustBeLive();
    const { athleteId, board } = boardOf(this.#athletes, draw.id);
    this.#log.publish({ ...drawStroke(board, draw, author.id), athleteId });
  }

  /**
   * Resolves once the stroke is durable.
   * @throws SidelineError `out_of_order` when the author is not drawing that stroke, `storage_unavailable`
   */
  async end(author: Author, id: string): Promise<void> {
    this.#mustBeLive();
    const { athleteId, board } = boardOf(this.#athletes, id);
    const { change, stroke } = endStroke(board, id, author.id);
    await this.#log.publishDurably({ ...change, athleteId }, { type: 'stroke-begun', athleteId, stroke });
  }

  /** @throws SidelineError `out_of_order` when the author is not drawing that stroke */
  cancel(author: Author, id: string): void {
    this.#mustBeLive();
    const { athleteId, board } = boardOf(this.#athletes, id);
    this.#log.publishUnkept({ ...cancelStroke(board, id, author.id), athleteId });
  }

  /**
   * Takes back the author's newest stroke on this athlete's board; resolves once that is durable.
   * @param over the picture that it lies over; either where left out
   * @throws SidelineError `storage_unavailable`
   */
  async undo(author: Author, athleteId: string, over?: InkedPicture): Promise<void> {
    this.#mustBeLive();
    const change = undoStroke(this.#log.athlete(athleteId).board, author.id, over);
    if (change) await this.#log.publishDurably({ ...change, athleteId });
  }

  /**
   * Removes the author's strokes from this athlete's board, or everybody's; resolves once that is durable.
   * @param over the picture that they lie over; either where left out
   * @throws SidelineError `storage_unavailable`
   */
  async clear(
    author: Author,
    athleteId: string,
    { scope, over }: { scope: 'mine' | 'all'; over?: InkedPicture | undefined },
  ): Promise<void> {
    this.#mustBeLive();
    this.#log.athlete(athleteId);
    const authorId = scope === 'mine' ? { authorId: author.id } : {};
    await this.#log.publishDurably({ type: 'board-cleared', athleteId, ...authorId, ...(over && { over }) });
  }

  /** Ends the strokes of this author, or of all: nobody goes on with a stroke whose author is gone, and nobody else could end it. */
  endOpen(authorId?: string): void {
    for (const [athleteId, { board }] of Object.entries(this.#athletes)) {
      for (const { change, stroke } of endOpenStrokes(board, authorId)) {
        const kept = { type: 'stroke-begun', athleteId, stroke } as const;
        this.#log.publishDurably({ ...change, athleteId }, kept).catch(this.#onNotKept);
      }
    }
  }

  get #athletes() {
    return this.#log.state.athletes;
  }
}
