/** What is drawn over the film and not kept with a comment yet. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { pointsOf, redraw, type StrokeBegin, type StrokeDraw } from '../../../shared/contract/board.ts';
import {
  type CommentInk,
  type InkStroke,
  type InkTool,
  MAX_COMMENT_POINTS,
  MAX_COMMENT_STROKES,
} from '../../../shared/contract/comment-ink.ts';
import { SidelineError } from '../../../shared/contract/errors.ts';
import type { StrokeWire } from '../../board/stroke-sender.ts';

export interface SketchState {
  readonly ink: CommentInk;
  /** The frame that its first stroke was drawn on, ms of the session; undefined while it is empty. */
  readonly at: number | undefined;
}

const EMPTY: SketchState = { ink: [], at: undefined };

export class Sketch {
  readonly state: StoreApi<SketchState> = createStore(() => EMPTY);
  readonly #over: { over?: string };

  /** @param participantId over whose picture it is drawn; null where the session has one film */
  constructor(participantId: string | null) {
    this.#over = participantId === null ? {} : { over: participantId };
  }

  /**
   * Puts a stroke on it.
   * @param at the frame on show, ms of the session
   * @throws SidelineError `too_large` when a comment can't have more ink
   */
  add(stroke: InkStroke, at: number): void {
    const { ink, at: first = at } = this.state.getState();
    if (ink.length >= MAX_COMMENT_STROKES || pointsOf(ink) + stroke.points.length > MAX_COMMENT_POINTS) {
      throw new SidelineError(
        'too_large',
        'A drawing can’t have more than this. Keep it with a comment, then draw on.',
      );
    }
    this.state.setState({ ink: [...ink, { ...stroke, ...this.#over }], at: first });
  }

  /** What takes the strokes of a pen, as marks of this tool. */
  wire(tool: InkTool): StrokeWire {
    return {
      begin: async ({ at = 0, ...stroke }: StrokeBegin) => this.add({ ...stroke, tool }, at),
      draw: async (draw) => this.#redraw(draw),
      end: async () => undefined,
      cancel: async (id) => this.#leave(({ id: each }) => each !== id),
    };
  }

  /** Takes the newest stroke away. */
  undo(): void {
    const newest = this.state.getState().ink.at(-1);
    this.#leave((stroke) => stroke !== newest);
  }

  clear(): void {
    this.state.setState(EMPTY);
  }

  /** Says how long the newest `distance` is. @param cm undefined where that is not known */
  setLength(cm: number | undefined): void {
    const { ink } = this.state.getState();
    const newest = ink.findLast(({ tool }) => tool === 'distance');
    this.state.setState({
      ink: ink.map((stroke) => {
        if (stroke !== newest) return stroke;
        const { length: _before, ...rest } = stroke;
        return cm === undefined ? rest : { ...rest, length: cm };
      }),
    });
  }

  /** A line that would have more points than a comment takes goes no further. */
  #redraw({ id, ...draw }: StrokeDraw): void {
    const { ink } = this.state.getState();
    const now = ink.map((stroke) => (stroke.id === id ? (redraw(stroke, draw) ?? stroke) : stroke));
    if (pointsOf(now) <= MAX_COMMENT_POINTS) this.state.setState({ ink: now });
  }

  #leave(stays: (stroke: InkStroke) => boolean): void {
    const { ink, at } = this.state.getState();
    const left = ink.filter(stays);
    this.state.setState(left.length === 0 ? EMPTY : { ink: left, at });
  }
}

/** The sketches of a session: one for each picture, which stays while another one is seen. */
export class Sketches {
  readonly #all = new Map<string | null, Sketch>();

  /** @param participantId as for a sketch */
  of(participantId: string | null): Sketch {
    const known = this.#all.get(participantId);
    if (known) return known;
    const sketch = new Sketch(participantId);
    this.#all.set(participantId, sketch);
    return sketch;
  }

  /** Whether nothing is drawn that was not kept. */
  get areEmpty(): boolean {
    return [...this.#all.values()].every(({ state }) => state.getState().ink.length === 0);
  }
}
