/** Sends one stroke while it is being drawn: a message per animation frame at most, and every point in the end. */
import { MAX_POINTS_PER_MESSAGE, type Point, type StrokeBegin, type StrokeDraw } from '../../shared/contract/board.ts';

/** What carries the messages; each resolves when the server has taken it. */
export interface StrokeWire {
  begin(stroke: StrokeBegin): Promise<unknown>;
  draw(draw: StrokeDraw): Promise<unknown>;
  end(id: string): Promise<unknown>;
  cancel(id: string): Promise<unknown>;
}

/** Calls back at the next animation frame. */
export type NextFrame = (callback: () => void) => void;

/** How often lost points are sent again at the end before the stroke is given up. */
const LAST_ROUNDS = 5;

export class StrokeSender {
  readonly #id: string;
  readonly #wire: StrokeWire;
  readonly #nextFrame: NextFrame;
  readonly #begun: Promise<unknown>;
  #points: readonly Point[];
  /** Index of the first point that the server has not, or has otherwise. */
  #unsent: number;
  #scheduled = false;
  #cancelled = false;
  #refusal: unknown;
  readonly #inFlight: Promise<void>[] = [];

  constructor(stroke: StrokeBegin, wire: StrokeWire, nextFrame: NextFrame) {
    this.#id = stroke.id;
    this.#wire = wire;
    this.#nextFrame = nextFrame;
    this.#points = stroke.points;
    this.#unsent = stroke.points.length;
    this.#begun = wire.begin(stroke);
    // Whoever calls `end` or `cancel` gets the refusal; until then nobody waits for it.
    this.#begun.catch(() => undefined);
  }

  /** The stroke's points are now these; those before `from` are as they were. */
  update(points: readonly Point[], from: number): void {
    this.#points = points;
    this.#unsent = Math.min(this.#unsent, from);
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#nextFrame(() => {
      this.#scheduled = false;
      if (!this.#cancelled) this.#flush();
    });
  }

  /**
   * Sends what is left and ends the stroke; resolves once the server keeps it.
   * @throws SidelineError or NoAnswerError when the server does not take the stroke
   */
  async end(): Promise<void> {
    await this.#begun;
    for (let round = 0; round === 0 || this.#unsent < this.#points.length; round += 1) {
      if (round > LAST_ROUNDS) throw this.#refusal;
      this.#flush();
      await Promise.all(this.#inFlight.splice(0));
    }
    await this.#wire.end(this.#id);
  }

  /**
   * Takes the stroke back, with whatever is still on its way.
   * @throws SidelineError or NoAnswerError when the server never took it
   */
  async cancel(): Promise<void> {
    this.#cancelled = true;
    await this.#begun;
    await this.#wire.cancel(this.#id);
  }

  #flush(): void {
    while (this.#unsent < this.#points.length) {
      const from = this.#unsent;
      const points = this.#points.slice(from, from + MAX_POINTS_PER_MESSAGE);
      this.#unsent = from + points.length;
      this.#inFlight.push(this.#send({ id: this.#id, from, points }));
    }
  }

  /** A refused message (too many at once, say) makes its points unsent again. */
  async #send(draw: StrokeDraw): Promise<void> {
    try {
      await this.#wire.draw(draw);
    } catch (error) {
      this.#refusal = error;
      this.#unsent = Math.min(this.#unsent, draw.from);
    }
  }
}
