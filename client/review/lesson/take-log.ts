/** Writes down what is done in the room while a lesson is recorded. */
import type { CommentInk, InkStroke } from '../../../shared/contract/comment-ink.ts';
import type { LessonEntry } from '../../../shared/contract/lessons.ts';
import { compact } from '../../../shared/lesson/compact.ts';
import type { Sketch } from '../ink/sketch.ts';
import type { Player } from '../player/player.ts';
import { type PlayerState, rateNow } from '../player/player-state.ts';
import type { Stage, StageState } from './stage.ts';

/** What is done there is written down. */
export interface Room {
  readonly player: Pick<Player, 'state'>;
  readonly sketch: Pick<Sketch, 'state'>;
  readonly stage: Stage;
}

/** A playhead that is so far from where it was going goes otherwise, ms of film: less than a frame. */
const MOST_OFF_MS = 12;

type Motion = Extract<LessonEntry, { kind: 'move' | 'second' }>;

export class TakeLog {
  readonly #room: Room;
  #now: () => number;
  readonly #ends: (() => void)[] = [];
  #entries: LessonEntry[] = [];
  #last: { move?: Motion; second?: Motion } = {};
  #endSecond: (() => void) | undefined;

  /**
   * Begins with how everything is.
   * @param now ms since it began
   */
  constructor(room: Room, now: () => number) {
    this.#room = room;
    // What is there at first is so from the very beginning, however long it takes to write it down.
    this.#now = () => 0;
    const { player, sketch, stage } = room;
    this.#add({ kind: 'clear', t: 0 });
    this.#onPlayer(player.state.getState());
    this.#onLook(stage.getState());
    this.#onCompared(stage.getState());
    this.#onInk(sketch.state.getState().ink, []);
    this.#now = now;
    this.#ends.push(
      player.state.subscribe((state, before) => {
        this.#onPlayer(state);
        if (rateNow(before) !== 0 && rateNow(state) === 0) this.#onSecond(false);
      }),
      sketch.state.subscribe((state, before) => this.#onInk(state.ink, before.ink)),
      stage.subscribe((state, before) => {
        if (state.look !== before.look) this.#onLook(state);
        if (state.compared !== before.compared) this.#onCompared(state);
      }),
    );
  }

  /** What was done since the last time that it was asked. */
  taken(): LessonEntry[] {
    const entries = compact(this.#entries);
    this.#entries = [];
    return entries;
  }

  /** May be called twice. */
  close(): void {
    for (const end of this.#ends.splice(0)) end();
    this.#endSecond?.();
    this.#endSecond = undefined;
  }

  #add(entry: LessonEntry): void {
    this.#entries.push(entry);
  }

  #onPlayer(state: PlayerState): void {
    const rate = rateNow(state);
    this.#move('move', rate === 0 ? (state.shown?.at ?? state.at) : state.at, rate);
  }

  /** @param moving whether it moves with the first one */
  #onSecond(moving: boolean): void {
    const { compared } = this.#room.stage.getState();
    const state = compared?.player.state.getState();
    if (!state) return;
    const first = this.#room.player.state.getState();
    const rate = moving ? rateNow(first) : 0;
    this.#move('second', rate === 0 ? (state.shown?.at ?? state.at) : state.at, rate);
  }

  #move(kind: Motion['kind'], at: number, rate: number): void {
    const t = this.#now();
    const last = this.#last[kind];
    const off = last ? Math.abs(last.at + last.rate * (t - last.t) - at) : Number.POSITIVE_INFINITY;
    if (last?.rate === rate && off <= (rate === 0 ? 0 : MOST_OFF_MS)) return;
    const entry: Motion = { kind, t, at: Math.max(0, at), rate };
    this.#last = { ...this.#last, [kind]: entry };
    this.#add(entry);
  }

  #onLook({ look }: StageState): void {
    this.#add({ kind: 'look', t: this.#now(), ...look });
  }

  #onCompared({ compared }: StageState): void {
    this.#endSecond?.();
    this.#endSecond = undefined;
    this.#add({ kind: 'compare', t: this.#now(), with: compared?.comparison ?? null });
    const { second: _before, ...last } = this.#last;
    this.#last = last;
    if (!compared) return;
    this.#onSecond(false);
    this.#endSecond = compared.player.state.subscribe((state, before) => this.#onSecond(state.at !== before.at));
  }

  #onInk(ink: CommentInk, before: CommentInk): void {
    const t = this.#now();
    const gone = before.filter(({ id }) => !ink.some((stroke) => stroke.id === id));
    if (gone.length > 0) {
      this.#add(ink.length === 0 ? { kind: 'clear', t } : { kind: 'erase', t, ids: gone.map(({ id }) => id) });
    }
    for (const stroke of ink) {
      const known = before.find(({ id }) => id === stroke.id);
      if (stroke === known) continue;
      const from = known && drawnFrom(known, stroke);
      if (from === undefined) this.#add({ kind: 'ink', t, stroke });
      else this.#add({ kind: 'draw', t, id: stroke.id, from, points: stroke.points.slice(from) });
    }
  }
}

/** From which point on a stroke is another one; undefined where more than its points changed. */
function drawnFrom({ points: before, ...known }: InkStroke, { points, ...stroke }: InkStroke): number | undefined {
  if (JSON.stringify(known) !== JSON.stringify(stroke)) return undefined;
  const from = points.findIndex((point, index) => point[0] !== before[index]?.[0] || point[1] !== before[index]?.[1]);
  return from < 0 ? undefined : from;
}
