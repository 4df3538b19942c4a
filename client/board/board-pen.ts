/** Our own pen on the shared board: shows each stroke at once and sends it while it is being drawn. */
import type { Point, Stroke, StrokeTool } from '../../shared/contract/board.ts';
import { SidelineError } from '../../shared/contract/errors.ts';
import { type Draft, liftUp, moveTo, secondLeg, touchDown } from './pen.ts';
import { strokeId } from './stroke-id.ts';
import { type NextFrame, StrokeSender, type StrokeWire } from './stroke-sender.ts';

/** What a pen draws with; pages may have more tools than the board. */
export interface PenStyle<Tool extends string = StrokeTool> {
  tool: Tool;
  colour: string;
  /** Share of the frame's height. */
  width: number;
}

export interface BoardPenOptions {
  authorId: string;
  wire: StrokeWire;
  nextFrame: NextFrame;
  /** Media time of the frame on show, ms of the session; undefined where that is not known. */
  moment(): number | undefined;
  /** The strokes that are ours and not yet (all) on the board. */
  onChange(strokes: readonly Stroke[]): void;
  /** A stroke was not taken; it is gone. */
  onRefused(error: unknown): void;
}

interface Open {
  stroke: Stroke;
  draft: Draft;
  sender: StrokeSender;
}

export class BoardPen {
  readonly #options: BoardPenOptions;
  readonly #shown = new Map<string, Stroke>();
  #open: Open | undefined;

  constructor(options: BoardPenOptions) {
    this.#options = options;
  }

  down({ tool, ...ink }: PenStyle, at: Point): void {
    if (tool === 'text') return;
    if (this.#open?.draft.leg === 'second') {
      this.move(at);
      return;
    }
    this.#finish();
    const draft = touchDown(tool, at);
    const begin = { id: strokeId(), tool, ...ink, points: [...draft.points], ...this.#moment() };
    const stroke = { ...begin, authorId: this.#options.authorId, finished: false };
    this.#open = { stroke, draft, sender: new StrokeSender(begin, this.#options.wire, this.#options.nextFrame) };
    this.#show(stroke);
  }

  /** Moves of a pen that was not put down change only the second leg of an angle. */
  move(at: Point): void {
    if (!this.#open) return;
    const { sender } = this.#open;
    const draft = moveTo(this.#open.draft, at);
    if (draft.changedFrom >= draft.points.length) return;
    const stroke = { ...this.#open.stroke, points: [...draft.points] };
    this.#open = { stroke, draft, sender };
    this.#show(stroke);
    sender.update(draft.points, draft.changedFrom);
  }

  up(): void {
    if (!this.#open) return;
    const { draft } = this.#open;
    const meaning = draft.leg === 'second' ? 'finished' : liftUp(draft);
    if (meaning === 'second-leg') this.#open = { ...this.#open, draft: secondLeg(draft) };
    else if (meaning === 'slip') this.cancel();
    else this.#finish();
  }

  /** Takes the stroke under way back. */
  cancel(): void {
    const open = this.#open;
    if (!open) return;
    this.#open = undefined;
    void this.#settle(open.stroke.id, () => open.sender.cancel());
  }

  /** Puts a text on the board; its place is the top left of the text. */
  write({ colour, width }: PenStyle, at: Point, text: string): void {
    const begin = {
      id: strokeId(),
      tool: 'text' as const,
      colour,
      width,
      points: [at],
      text,
      ...this.#moment(),
    };
    this.#show({ ...begin, authorId: this.#options.authorId, finished: false });
    const sender = new StrokeSender(begin, this.#options.wire, this.#options.nextFrame);
    void this.#settle(begin.id, () => sender.end());
  }

  #moment(): { at?: number } {
    const at = this.#options.moment();
    return at === undefined ? {} : { at };
  }

  #finish(): void {
    const open = this.#open;
    if (!open) return;
    this.#open = undefined;
    void this.#settle(open.stroke.id, () => open.sender.end());
  }

  #show(stroke: Stroke): void {
    this.#shown.set(stroke.id, stroke);
    this.#options.onChange([...this.#shown.values()]);
  }

  /** From here on the board's own copy is shown. */
  async #settle(id: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      // Somebody cleared the board while we drew: nothing to say.
      const cleared = error instanceof SidelineError && error.code === 'out_of_order';
      if (!cleared) this.#options.onRefused(error);
    } finally {
      this.#shown.delete(id);
      this.#options.onChange([...this.#shown.values()]);
    }
  }
}
