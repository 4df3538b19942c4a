/** Judges one repetition by the rows of values that belong to it: phases, gates, faults, score. */
import type { Activity, RepetitionActivity, Rule } from '../definition/activity.ts';
import type { FoundFault, Severity, Strictness, View } from '../events.ts';
import type { Excursion } from './counter.ts';
import { BOTH, LEFT, RIGHT } from './measures.ts';
import type { Samples } from './samples.ts';

/** The parts of a repetition as stretches of time, ms. */
export interface Phases {
  rest: readonly [number, number];
  out: readonly [number, number];
  turn: readonly [number, number];
  back: readonly [number, number];
  rep: readonly [number, number];
}

/** The start position is looked at for this long before a movement, ms. */
const REST_MS = 1500;
/** The start position is where the movement is within this share of its range of its lowest. */
const REST_SHARE = 0.2;
/** The turning point is where the movement is within this share of its range of its peak. */
const TURN_SHARE = 0.15;

/** The way out is timed from this share of its range on: before, it looks like standing not quite still. */
const LEFT_SHARE = 0.12;
/** From the start to there takes about this share of the way on to the turning point (a cosine). */
const BEGINNING = 0.42;

/** Splits a movement at its turning point. Times are interpolated between frames. */
export function phasesOf(samples: Samples, lane: number, excursion: Excursion): Phases {
  const { start, turn, end, low, peak } = excursion;
  const bottom = peak - TURN_SHARE * (peak - low);
  const from = Math.min(turn, crossing(samples, lane, turn, start, bottom) ?? turn);
  const to = Math.max(turn, crossing(samples, lane, turn, end, bottom) ?? turn);
  const left = crossing(samples, lane, turn, start, low + LEFT_SHARE * (peak - low)) ?? start;
  const begun = Math.min(from, Math.max(start, left - BEGINNING * (from - left)));
  return {
    rest: [restFrom(samples, lane, excursion), start],
    out: [begun, from],
    turn: [from, to],
    back: [to, end],
    rep: [start, end],
  };
}

/** The first time at which the progress falls below a limit on the way from a time to another, forward or back. */
function crossing(samples: Samples, lane: number, from: number, to: number, limit: number): number | undefined {
  const [first, end] = samples.rows(Math.min(from, to), Math.max(from, to));
  const step = to >= from ? 1 : -1;
  let last = Number.NaN;
  for (let row = step > 0 ? first : end - 1; row >= first && row < end; row += step) {
    const [now, before] = [samples.progress(row, lane), last];
    last = now;
    if (!(now < limit)) continue;
    if (Number.isNaN(before)) return samples.at(row);
    const share = Math.min(1, (before - limit) / Math.max(1e-6, before - now));
    return samples.at(row - step) + (samples.at(row) - samples.at(row - step)) * share;
  }
  return undefined;
}

/** Since when the start position had been held, at most `REST_MS` before. */
function restFrom(samples: Samples, lane: number, { start, low, peak }: Excursion): number {
  const [first, end] = samples.rows(start - REST_MS, start);
  let from = start;
  for (let row = end - 1; row >= first; row--) {
    if (samples.progress(row, lane) > low + REST_SHARE * (peak - low)) break;
    from = samples.at(row);
  }
  return from;
}

const scratch: number[] = [];

/** The middle half of sorted values, averaged: a frame with swapped or lost limbs has no say in it. */
function middle(sorted: readonly number[]): number {
  const skip = Math.floor(sorted.length / 4);
  let sum = 0;
  for (let index = skip; index < sorted.length - skip; index++) sum += sorted[index] ?? 0;
  return sum / (sorted.length - 2 * skip);
}

/** Sorts what was collected; NaN where it was hidden for most of the time, which is no ground for a verdict. */
function judgedBy(stat: Rule['stat'], rows: number): number {
  const count = scratch.length;
  if (count === 0 || count * 2 < rows) return Number.NaN;
  scratch.sort((a, b) => a - b);
  if (stat === 'mean' || stat === 'asymmetry') return middle(scratch);
  const low = scratch[Math.floor((count - 1) * 0.1)] ?? Number.NaN;
  const high = scratch[Math.ceil((count - 1) * 0.9)] ?? Number.NaN;
  return stat === 'min' ? low : stat === 'max' ? high : high - low;
}

/** The seen values of a column between two times: a quantile (0..1) for min and max, else the mean of their middle half. */
function statistic(samples: Samples, window: readonly [number, number], column: number, stat: Rule['stat']): number {
  const [first, end] = samples.rows(window[0], window[1]);
  scratch.length = 0;
  for (let row = first; row < end; row++) {
    const value = samples.value(row, column);
    if (!Number.isNaN(value)) scratch.push(value);
  }
  return judgedBy(stat, end - first);
}

/** Mean difference of left and right while both are seen; NaN when they are not. */
export function asymmetry(samples: Samples, window: readonly [number, number], column: number): number {
  const [first, end] = samples.rows(window[0], window[1]);
  scratch.length = 0;
  for (let row = first; row < end; row++) {
    const difference = Math.abs(samples.value(row, column + LEFT) - samples.value(row, column + RIGHT));
    if (!Number.isNaN(difference)) scratch.push(difference);
  }
  return judgedBy('asymmetry', end - first);
}

/** A turning point may fall between two frames: look at the nearest ones as well, ms. */
const TURN_MARGIN = 120;
/** How much earlier than it is the end may be foreseen, ms. */
const END_MARGIN = 250;

export function windowOf(phases: Phases, during: Rule['during']): readonly [number, number] {
  const window = phases[during];
  // The end is foreseen from the speed; what has been seen since belongs to the way back as well.
  if (during === 'back') return [window[0], window[1] + END_MARGIN];
  if (during !== 'turn') return window;
  const short = Math.max(0, TURN_MARGIN - (window[1] - window[0])) / 2;
  return [window[0] - short, window[1] + short];
}

/** How far a limit is moved by strictness, in units of the rule's slack. */
const EASE: Readonly<Record<Strictness, number>> = { beginner: 1, standard: 0, strict: -0.5 };

export interface Judged {
  samples: Samples;
  phases: Phases;
  excursion: Excursion;
  view: View;
  strictness: Strictness;
  /** The measure that a person reads the range from. */
  main: string;
  column: (measure: string) => number;
  /** Column offset of the leading limb, or of both. */
  leading: number;
  /** Column offset of what moves: the limb of this lane, or both. */
  own: number;
  /** A repetition was counted a moment ago. */
  inSet: boolean;
  /** Of a sequence: the ratio of its two stretches of time. */
  tempoRatio?: number;
}

/**
 * How far a movement went or came back, for a verdict: other parts of the body are enough to count by, but nobody is asked to go
 * farther while the joint that it is about was not seen. NaN then.
 */
function seenReach({ samples, phases, column, main, own }: Judged, during: 'turn' | 'back', reach: number): number {
  const seen = statistic(samples, windowOf(phases, during), column(main) + own, 'mean');
  return Number.isNaN(seen) ? Number.NaN : reach;
}

function measured(rule: Rule, judged: Judged): { value: number; side?: number } {
  const { samples, phases, excursion, column, leading, own, tempoRatio = Number.NaN } = judged;
  switch (rule.measure) {
    case 'reach':
      return { value: seenReach(judged, 'turn', excursion.reach) };
    case 'rest-reach':
      return { value: seenReach(judged, 'back', excursion.after) };
    case 'out-ms':
      return { value: phases.turn[0] - phases.out[0] };
    case 'turn-ms':
      return { value: phases.turn[1] - phases.turn[0] };
    case 'back-ms':
      return { value: phases.back[1] - phases.back[0] };
    case 'rep-ms':
      return { value: phases.rep[1] - phases.rep[0] };
    case 'tempo-ratio':
      return { value: tempoRatio };
  }
  const first = column(rule.measure);
  const window = windowOf(phases, rule.during);
  // Where one limb moves by itself, the other is meant to differ.
  if (rule.stat === 'asymmetry') return { value: own === BOTH ? asymmetry(samples, window, first) : Number.NaN };
  const found = (offset: number) => {
    const value = statistic(samples, window, first + offset, rule.stat);
    return rule.fromRest ? value - statistic(samples, phases.rest, first + offset, 'mean') : value;
  };
  if (rule.side === 'both') return { value: found(own) };
  if (rule.side === 'worse' || rule.side === 'better') {
    const [left, right] = [found(LEFT), found(RIGHT)];
    // The better limb is known only when both are.
    if (rule.side === 'better' && Number.isNaN(left + right)) return { value: Number.NaN };
    if (Number.isNaN(left)) return { value: right, side: RIGHT };
    if (Number.isNaN(right)) return { value: left, side: LEFT };
    const leftWorse = rule.above !== undefined ? left >= right : left <= right;
    return leftWorse === (rule.side === 'worse') ? { value: left, side: LEFT } : { value: right, side: RIGHT };
  }
  if (leading === BOTH) return { value: Number.NaN };
  const side = rule.side === 'working' ? leading : leading === LEFT ? RIGHT : LEFT;
  return { value: found(side), side };
}

/** Whether a value breaks a rule, and the limit at this strictness. */
export function breaks(rule: Rule, value: number, strictness: Strictness): { broken: boolean; limit: number } {
  const ease = rule.slack * EASE[strictness];
  if (rule.below !== undefined) return { broken: value < rule.below - ease, limit: rule.below - ease };
  const limit = (rule.above ?? Number.POSITIVE_INFINITY) + ease;
  return { broken: value > limit, limit };
}

/** Rules that may be judged from a view. */
export function judgedFrom(rules: readonly Rule[], view: View): Rule[] {
  return rules.filter(({ views }) => !views || views.includes(view));
}

/** Whether what a rule asks for before it is judged is there, from a measure's value; what can't be seen is not there. */
export function isJudged({ when }: Rule, value: (measure: string) => number): boolean {
  if (!when) return true;
  return when.every(({ measure, min = -Infinity, max = Infinity }) => {
    const seen = value(measure);
    return seen >= min && seen <= max;
  });
}

/** A fault is reported where what it is about was seen for at least this share of the time. */
const SHOWN = 0.6;

/** Whether a measure's points were in the picture and seen well. */
function isShown(samples: Samples, window: readonly [number, number], column: number): boolean {
  const [first, end] = samples.rows(window[0], window[1]);
  let shown = 0;
  for (let row = first; row < end; row++) if (samples.shown(row, column)) shown++;
  return shown >= SHOWN * (end - first);
}

/**
 * Whether all that a rule is about was seen where it is judged: its measure, or for how far a movement went and came back the
 * activity's main one. Out of the picture, in the dark and behind something nothing is reported. Tempo is known from the count alone.
 */
function isRuleShown(
  { measure, during, side, stat, fromRest }: Rule,
  { samples, phases, column, main, own }: Judged,
  at: number,
) {
  if (measure === 'reach') return isShown(samples, windowOf(phases, 'turn'), column(main) + own);
  if (measure === 'rest-reach') return isShown(samples, windowOf(phases, 'back'), column(main) + own);
  const first = column(measure);
  if (first < 0) return true;
  const sides = stat === 'asymmetry' ? [LEFT, RIGHT] : [side === 'both' ? own : at];
  const windows = fromRest ? [windowOf(phases, during), phases.rest] : [windowOf(phases, during)];
  return windows.every((window) => sides.every((offset) => isShown(samples, window, first + offset)));
}

export function findFaults(rules: readonly Rule[], judged: Judged): FoundFault[] {
  const faults: FoundFault[] = [];
  for (const rule of judgedFrom(rules, judged.view)) {
    const { samples, phases, column, own } = judged;
    const window = windowOf(phases, rule.during);
    const seen = (measure: string) => statistic(samples, window, column(measure) + own, 'mean');
    if (!isJudged(rule, seen)) continue;
    const { value, side } = measured(rule, judged);
    const { broken, limit } = breaks(rule, value, judged.strictness);
    if (!broken || !isRuleShown(rule, judged, side ?? own)) continue;
    const fault: FoundFault = { rule: rule.id, severity: rule.severity, value: rounded(value), limit: rounded(limit) };
    if (side !== undefined) fault.side = side === LEFT ? 'left' : 'right';
    faults.push(fault);
  }
  return faults;
}

/** Whether one of the measures that a movement is found by is seen at its turning point. */
export function isDriven(parts: RepetitionActivity['signal']['parts'], judged: Judged): boolean {
  const window = windowOf(judged.phases, 'turn');
  return parts.some(
    ({ measure }) => !Number.isNaN(statistic(judged.samples, window, judged.column(measure) + judged.own, 'mean')),
  );
}

type Gates = RepetitionActivity['gates'];

/** What a gate looks at; NaN where it can't be seen. */
function gateValue({ measure, during, stat }: Gates[number], judged: Judged): number {
  if (measure === 'turn-ms') return judged.phases.turn[1] - judged.phases.turn[0];
  const window = windowOf(judged.phases, during);
  const column = judged.column(measure);
  return stat === 'asymmetry'
    ? asymmetry(judged.samples, window, column)
    : statistic(judged.samples, window, column + judged.own, stat);
}

function isWithin({ min, max, views }: Gates[number], judged: Judged, value: number): boolean {
  if ((views && !views.includes(judged.view)) || Number.isNaN(value)) return true;
  return (min === undefined || value >= min) && (max === undefined || value <= max);
}

/** So many slight gates may be missed by a movement of the activity. */
const SLIGHT = 1;
/** A start position that was held for a shorter time, ms, is not one that a slight gate may ask for: the film begins in the movement. */
const HELD_MS = 100;

/** Whether what a gate asks for is there, or need not be; a slight one is not asked of who is in a set. */
function isMet(gate: Gates[number], judged: Judged, value: number): boolean {
  const { phases, inSet } = judged;
  if (gate.slight && (inSet || (gate.during === 'rest' && phases.rest[1] - phases.rest[0] < HELD_MS))) return true;
  return isWithin(gate, judged, value);
}

function areMet(gates: Gates, met: (gate: Gates[number]) => boolean): boolean {
  let missed = 0;
  return gates.every((gate) => met(gate) || (gate.slight && ++missed <= SLIGHT));
}

/** Whether the movement belongs to the activity at all, as far as it can be seen. */
export function passesGates(gates: Gates, judged: Judged): boolean {
  return areMet(gates, (gate) => isMet(gate, judged, gateValue(gate, judged)));
}

/**
 * Whether the movement fails gates only because it is small: what they ask for grows with the movement, and is there for one
 * that goes as far as this.
 */
export function fallsShort(gates: Gates, judged: Judged): boolean {
  const share = Math.min(1, judged.excursion.reach);
  return areMet(gates, (gate) => {
    const value = gateValue(gate, judged);
    if (isMet(gate, judged, value)) return true;
    if (!gate.grows) return false;
    const rest = gate.stat === 'mean' ? gateValue({ ...gate, during: 'rest' }, judged) : 0;
    const scaled = (limit: number | undefined) => (limit === undefined ? undefined : rest + (limit - rest) * share);
    const [min, max] = [scaled(gate.min), scaled(gate.max)];
    // Without a start position nobody can know how much of it is there.
    if (Number.isNaN(rest)) return false;
    return (min === undefined || value >= min) && (max === undefined || value <= max);
  });
}

/** The value of each measure at the turning point. */
export function peaksOf(activity: Activity, { samples, phases, column, own }: Judged): Record<string, number> {
  const peaks: Record<string, number> = {};
  for (const id of Object.keys(activity.measures)) {
    const value = statistic(samples, windowOf(phases, 'turn'), column(id) + own, 'mean');
    if (!Number.isNaN(value)) peaks[id] = rounded(value);
  }
  return peaks;
}

/** Smallest and largest value of a measure in the movement. */
export function rangeOf(judged: Judged, measure: string): { min: number; max: number } {
  const column = judged.column(measure) + judged.own;
  const window: readonly [number, number] = [judged.phases.rep[0] - 200, judged.phases.rep[1]];
  const [min, max] = [
    statistic(judged.samples, window, column, 'min'),
    statistic(judged.samples, window, column, 'max'),
  ];
  return { min: rounded(Number.isNaN(min) ? 0 : min), max: rounded(Number.isNaN(max) ? 0 : max) };
}

const PENALTY: Readonly<Record<Severity, number>> = { minor: 10, moderate: 25, major: 40 };

/** 100 less a penalty for each fault: 10 minor, 25 moderate, 40 major. */
export function scoreOf(faults: readonly { severity: Severity }[]): number {
  return Math.max(0, 100 - faults.reduce((sum, { severity }) => sum + PENALTY[severity], 0));
}

/** Three digits after the point are more than a camera can measure. */
export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
