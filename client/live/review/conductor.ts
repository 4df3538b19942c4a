/** Sends to everyone what a coach does with the recording that is looked at together. No React. */
import { type ReviewDrawing, type ReviewView, reviewedAt } from '../../../shared/contract/live-review.ts';
import type { Sketch } from '../../review/ink/sketch.ts';
import type { Player } from '../../review/player/player.ts';
import { type PlayerState, rateNow } from '../../review/player/player-state.ts';
import { Pilot } from '../pilot.ts';

export interface ConductorOptions {
  player: Pick<Player, 'state'>;
  sketch: Pick<Sketch, 'state'>;
  look: ReviewView['look'];
  /** Each resolves with whether the server took it; never rejects. */
  move: (view: ReviewView) => Promise<boolean>;
  draw: (drawing: ReviewDrawing) => Promise<boolean>;
  /** Ms, as of a clock that runs evenly. */
  now: () => number;
}

/** A playhead that plays and is so far from where the others have it is sent anew, ms of film. */
const MOST_OFF_MS = 60;

export class Conductor {
  readonly #options: ConductorOptions;
  readonly #views = new Pilot<ReviewView>();
  readonly #drawings = new Pilot<ReviewDrawing>();
  readonly #ends: (() => void)[];
  #look: ReviewView['look'];
  /** What the others have, or soon will, and since when. */
  #shown: { view: ReviewView; at: number } | undefined;

  /** Begins with how everything is. */
  constructor(options: ConductorOptions) {
    this.#options = options;
    this.#look = options.look;
    const { player, sketch } = options;
    this.#ends = [player.state.subscribe((state) => this.#onPlayer(state)), sketch.state.subscribe(() => this.#draw())];
    this.repeat();
  }

  /** How the picture is looked at. */
  set look(look: ReviewView['look']) {
    this.#look = look;
    this.#onPlayer(this.#options.player.state.getState());
  }

  /** Sends everything anew, as to a server that may have lost some of it. */
  repeat(): void {
    this.#shown = undefined;
    this.#onPlayer(this.#options.player.state.getState());
    this.#draw();
  }

  /** Sends nothing any more. May be called twice. */
  close(): void {
    for (const end of this.#ends.splice(0)) end();
    this.#views.forget();
    this.#drawings.forget();
  }

  #onPlayer(state: PlayerState): void {
    const now = this.#options.now();
    const { at, zone } = state;
    const view: ReviewView = {
      motion: { at, rate: rateNow(state), from: Math.min(zone.from, at), until: Math.max(zone.until, at) },
      look: this.#look,
    };
    if (this.#shown && !isOther(view, this.#shown.view, now - this.#shown.at)) return;
    this.#shown = { view, at: now };
    this.#views.show(view, this.#options.move);
  }

  #draw(): void {
    const { ink, at } = this.#options.sketch.state.getState();
    this.#drawings.show({ ink, ...(at !== undefined && { at }) }, this.#options.draw);
  }
}

/** Whether a view differs from what another one comes to after some time, ms. */
function isOther({ motion, look }: ReviewView, shown: ReviewView, elapsed: number): boolean {
  const { rate, from, until } = motion;
  const off = Math.abs(motion.at - reviewedAt(shown.motion, elapsed));
  return (
    look !== shown.look ||
    rate !== shown.motion.rate ||
    // While nothing plays, that the zone changed matters to nobody.
    (rate !== 0 && (from !== shown.motion.from || until !== shown.motion.until)) ||
    off > (rate === 0 ? 0 : MOST_OFF_MS)
  );
}
