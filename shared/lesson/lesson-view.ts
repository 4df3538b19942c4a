/** What a lesson shows at a time: its log, folded. Pure. */
import { redraw } from '../contract/board.ts';
import type { CommentInk } from '../contract/comment-ink.ts';
import type { LessonComparison, LessonEntry, LessonLog } from '../contract/lessons.ts';

/** A playhead. */
export interface Motion {
  /** Ms of the session. */
  readonly at: number;
  /** Film time by time of the take; 0 where it stands still. */
  readonly rate: number;
}

/** How the picture is looked at. */
export interface LessonLook {
  readonly skeleton: boolean;
  /** 1 shows all of the frame. */
  readonly zoom: number;
  /** The point of the frame in the middle, 0..1. */
  readonly x: number;
  readonly y: number;
}

export interface LessonView {
  readonly first: Motion;
  /** Undefined where nothing is compared, or it is not known yet. */
  readonly second: Motion | undefined;
  readonly look: LessonLook;
  readonly compare: LessonComparison | null;
  readonly ink: CommentInk;
  /** The frame that the first stroke was drawn on, ms of the session; undefined where there is none. */
  readonly inkAt: number | undefined;
}

interface Folded extends Omit<LessonView, 'first' | 'second'> {
  readonly first: Motion & { readonly t: number };
  readonly second: (Motion & { readonly t: number }) | undefined;
}

const EMPTY: Folded = {
  first: { t: 0, at: 0, rate: 0 },
  second: undefined,
  look: { skeleton: true, zoom: 1, x: 0.5, y: 0.5 },
  compare: null,
  ink: [],
  inkAt: undefined,
};

/** Reads a log at any time; forward it goes on from where it is. */
export class LessonReading {
  readonly #log: LessonLog;
  #folded = EMPTY;
  #next = 0;
  #t = 0;

  constructor(log: LessonLog) {
    this.#log = log;
  }

  /** @param t ms of the take */
  at(t: number): LessonView {
    if (t < this.#t) {
      this.#folded = EMPTY;
      this.#next = 0;
    }
    this.#t = t;
    for (;;) {
      const entry = this.#log[this.#next];
      if (!entry || entry.t > t) break;
      this.#folded = withEntry(this.#folded, entry);
      this.#next += 1;
    }
    const { first, second, ...rest } = this.#folded;
    return { ...rest, first: motionAt(first, t), second: second && motionAt(second, t) };
  }
}

const motionAt = ({ t, at, rate }: Motion & { t: number }, now: number): Motion => ({
  at: Math.max(0, at + rate * (now - t)),
  rate,
});

function withEntry(view: Folded, entry: LessonEntry): Folded {
  switch (entry.kind) {
    case 'move':
      return { ...view, first: { t: entry.t, at: entry.at, rate: entry.rate } };
    case 'second':
      return { ...view, second: { t: entry.t, at: entry.at, rate: entry.rate } };
    case 'look': {
      const { skeleton, zoom, x, y } = entry;
      return { ...view, look: { skeleton, zoom, x, y } };
    }
    case 'compare':
      return { ...view, compare: entry.with, ...(entry.with === null && { second: undefined }) };
    case 'ink': {
      const { stroke } = entry;
      const isThere = view.ink.some(({ id }) => id === stroke.id);
      const ink = isThere ? view.ink.map((each) => (each.id === stroke.id ? stroke : each)) : [...view.ink, stroke];
      return { ...view, ink, inkAt: view.inkAt ?? motionAt(view.first, entry.t).at };
    }
    case 'draw': {
      const { id, from, points } = entry;
      const ink = view.ink.map((each) => (each.id === id ? (redraw(each, { from, points }) ?? each) : each));
      return { ...view, ink };
    }
    case 'erase': {
      const ink = view.ink.filter(({ id }) => !entry.ids.includes(id));
      return { ...view, ink, inkAt: ink.length === 0 ? undefined : view.inkAt };
    }
    case 'clear':
      return { ...view, ink: [], inkAt: undefined };
  }
}
