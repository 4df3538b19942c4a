/**
 * The times of a track: in which unit they are, and what becomes of one that can't be right. Everything is decided with the
 * first frames and one frame ahead, so that a track of any length is read in fixed memory.
 */
import { TrackError } from './error.ts';

/** So many frames show the unit. */
const WINDOW = 32;
/** A longer time without a frame is a pause and is reported, ms; one that is longer than the other belongs to no recording. */
const PAUSE_MS = 10_000;
const MAX_PAUSE_MS = 3_600_000;
/** So many wrong times may be mended, or this share of all frames. */
const FEW_WRONG = 3;
const WRONG_SHARE = 0.02;
/** Frames nearer to each other than this, ms, come from a camera that hardly anybody has; farther ones miss quick movements. */
const DENSE_MS = 8;
const SPARSE_MS = 350;

/**
 * Units by the usual distance of two frames as it stands in the file. A camera gives 1 to 250 frames a second; between the
 * bounds of two units nobody can know which one is meant.
 */
const UNITS = [
  { name: 'seconds', ms: 1000, from: 0.001, below: 0.4 },
  { name: 'milliseconds', ms: 1, from: 4, below: 2000 },
  { name: 'microseconds', ms: 1e-3, from: 8000, below: 1e6 },
  { name: 'nanoseconds', ms: 1e-6, from: 8e6, below: 1e9 },
] as const;

interface Timed<T> {
  line: number;
  /** As it stands in the file. */
  t: number;
  what: T;
}

export interface Placed<T> {
  /** Time of the frame, ms. */
  at: number;
  what: T;
}

export interface TimeReader<T> {
  /** Takes a frame of the file; gives the frames whose times are certain by now. @throws TrackError */
  read(line: number, t: number, what: T): Placed<T>[];
  /** There are no more: gives the rest. @throws TrackError */
  end(): Placed<T>[];
  /** What was read otherwise than it stands, for people; complete after the end. */
  notes(): string[];
}

interface Doubt {
  times: number;
  first: string;
}

export function createTimeReader<T>(): TimeReader<T> {
  let held: Timed<T>[] = [];
  let unit: (typeof UNITS)[number] | undefined;
  let last: number | undefined;
  let frames = 0;
  const rate: string[] = [];
  const wrong: Doubt = { times: 0, first: '' };
  const repeated: Doubt = { times: 0, first: '' };
  const pauses: Doubt = { times: 0, first: '' };

  function note(doubt: Doubt, text: string): void {
    if (doubt.times++ === 0) doubt.first = text;
  }

  const ms = (t: number) => t * (unit?.ms ?? 1);

  /** The unit of the first frames, from the middle one of the distances between them. */
  function decide(): void {
    const steps = held.slice(1).map(({ t }, index) => Math.abs(t - (held[index]?.t ?? t)));
    const moved = steps.filter((step) => step > 0).sort((a, b) => a - b);
    const [first] = held;
    if (!first) return;
    if (steps.length > 1 && moved.length * 2 < steps.length)
      throw new TrackError(first.line, `t: most frames have the same time, ${first.t}; each needs its own, in ms`);
    const usual = moved[Math.floor(moved.length / 2)];
    unit = usual === undefined ? UNITS[1] : UNITS.find(({ from, below }) => usual >= from && usual < below);
    if (!unit || usual === undefined) {
      if (unit) return;
      const counted = held.every(({ t }) => Number.isInteger(t)) && (usual ?? 0) < 4;
      const reason = counted ? 'they seem to count frames' : 'in no unit are they those of a camera';
      throw new TrackError(first.line, `t: frames are ${usual} apart: ${reason}; give the time of each frame in ms`);
    }
    const even = steps.every((step) => step === usual);
    if (unit.name !== 'milliseconds') rate.push(`times are in ${unit.name}: read as such`);
    else if (usual < DENSE_MS && even && Number.isInteger(usual))
      rate.push(`frames are ${usual} ms apart: if the times count frames, give them in ms`);
    if (usual * unit.ms > SPARSE_MS)
      rate.push(`frames are ${Math.round(usual * unit.ms)} ms apart: quick movements fall between them`);
    const [a, b, c] = held.map(({ t }) => ms(t));
    // A first time beyond the second and the third is the one that is wrong: it is put before them.
    if (a !== undefined && b !== undefined && c !== undefined && b < c && c <= a) last = b - 2 * usual * unit.ms;
  }

  function mend({ line, t }: Timed<T>, at: number | undefined): void {
    const read = at === undefined ? 'the frame is left out' : `read as ${round(at)} ms`;
    note(wrong, `line ${line}: time ${t} can't be right after ${round((last ?? 0) / (unit?.ms ?? 1))}: ${read}`);
    if (wrong.times > Math.max(FEW_WRONG, WRONG_SHARE * frames))
      throw new TrackError(
        line,
        `t: ${t} is one of ${wrong.times} times that can't be right; put the lines in order of time`,
      );
  }

  /** A frame whose time can't be where it says, between the last one and the next. */
  function between(frame: Timed<T>, next: number): Placed<T>[] {
    const at = ((last ?? next) + next) / 2;
    mend(frame, at);
    last = at;
    return [{ at, what: frame.what }];
  }

  function place(frame: Timed<T>, following: Timed<T> | undefined): Placed<T>[] {
    frames++;
    const now = ms(frame.t);
    const next = following && ms(following.t);
    if (last === undefined) {
      last = now;
      return [{ at: now, what: frame.what }];
    }
    if (now === last) {
      note(repeated, `line ${frame.line} has the time of the frame before`);
      return [];
    }
    const leapt = now > last && next !== undefined && next > last && next < now;
    const fellBack = now < last && next !== undefined && next > last;
    if (leapt || fellBack) return between(frame, next);
    const alone = next === undefined && (now < last || now - last > PAUSE_MS);
    if (alone) {
      mend(frame, undefined);
      return [];
    }
    if (now < last)
      throw new TrackError(
        frame.line,
        `t: the time goes back from ${round(last / (unit?.ms ?? 1))} to ${frame.t}; put the lines in order of time, and each recording in a file of its own`,
      );
    if (now - last > MAX_PAUSE_MS)
      throw new TrackError(
        frame.line,
        `t: ${seconds(now - last)} pass since the frame before; mend the time, or put each recording in a file of its own`,
      );
    if (now - last > PAUSE_MS) note(pauses, `${seconds(now - last)} pass without a frame before line ${frame.line}`);
    last = now;
    return [{ at: now, what: frame.what }];
  }

  /** All that is held but so many, which wait for what follows. */
  function settle(keep: number): Placed<T>[] {
    const settled: Placed<T>[] = [];
    while (held.length > keep) {
      const [frame, next] = held;
      if (!frame) break;
      settled.push(...place(frame, next));
      held = held.slice(1);
    }
    return settled;
  }

  return {
    read(line, t, what) {
      held.push({ line, t, what });
      if (unit) return settle(1);
      if (held.length < WINDOW) return [];
      decide();
      return settle(1);
    },
    end() {
      if (!unit) decide();
      return settle(0);
    },
    notes() {
      const doubts = [wrong, repeated, pauses].flatMap(({ times, first }) => {
        if (times === 0) return [];
        return times === 1 ? [first] : [`${first}; ${times} such places in all`];
      });
      return [...rate, ...doubts];
    },
  };
}

const round = (value: number) => Math.round(value * 1000) / 1000;
const seconds = (milliseconds: number) => `${Math.round(milliseconds / 1000)} s`;
