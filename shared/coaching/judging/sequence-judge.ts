/**
 * Judges skills with key positions in a fixed order, such as a golf swing: finds the moment of each, and the tempo between
 * them. Peaks and valleys are found as they pass; the still position they began from is looked for when all is over, so that
 * neither a waggle nor a film that begins in the middle of the movement is in the way.
 */
import type { SequenceActivity } from '../definition/activity.ts';
import type { CoachingEvent, Strictness, View } from '../events.ts';
import type { Coach } from './cues.ts';
import { passingOf } from './gates.ts';
import type { Judge } from './judge.ts';
import { type Judged, peaksOf, rangeOf } from './judged.ts';
import { BOTH, COLUMNS, type MeasureReader } from './measures.ts';
import type { Phases } from './phases.ts';
import { arrivalAt, turnsOver } from './positions.ts';
import { findFaults, scoreOf } from './rules.ts';
import { createSamples } from './samples.ts';
import { rounded } from './statistics.ts';
import { stillBefore } from './stillness.ts';

/** An extreme is over when this share of the way to it has been given back. */
const REVERSAL = 0.12;
/** The last position is held: it is over when it has not gone on for this long, ms. */
const HELD_MS = 350;
/** Smoothed values follow this much later, ms. */
const EDGE_MS = 40;
/** A movement is given up when nobody is seen for this long, ms. */
const UNSEEN_MS = 1000;
const REST_MS = 600;
const TURN_MS = 80;

type Position = SequenceActivity['positions'][number];
/** A peak or valley: its moment and its value. */
interface Extreme {
  at: number;
  value: number;
}

export function createSequenceJudge(activity: SequenceActivity, measures: MeasureReader, coach: Coach): Judge {
  const { positions, swaps } = activity;
  const begins = positions[0]?.reach === 'still' ? positions[0] : undefined;
  const first = begins ? 1 : 0;
  const samples = createSamples(1, measures.ids.length * COLUMNS);
  const none = new Float64Array(1);
  const found: Extreme[] = [];
  const columnOf = (id: string) => measures.column(id) + BOTH;
  let strictness: Strictness = 'standard';
  let phase = positions[0]?.id ?? 'rest';
  let next = first;
  /** The extreme that is waited for, as far as it has come; the value that it came from; between when its points were out of sight. */
  let extreme: Extreme = { at: 0, value: Number.NaN };
  let origin = Number.NaN;
  let gapFrom = Number.NaN;
  let gapTo = Number.NaN;
  /** The body has been seen away from the first extreme: a position that is held after the last one is no new beginning. */
  let armed = true;
  let swings = 0;
  let view: View | undefined;
  let lastAt = 0;
  let firstAt = Number.NaN;

  function restart(at: number, events: CoachingEvent[], ready = false): void {
    next = first;
    found.length = 0;
    armed = ready;
    lookForNext();
    tellPhase(at, positions[0]?.id ?? 'rest', events);
  }

  function lookForNext(from = Number.NaN): void {
    extreme = { at: 0, value: Number.NaN };
    origin = from;
    gapFrom = Number.NaN;
    gapTo = Number.NaN;
  }

  function tellPhase(at: number, name: string, events: CoachingEvent[]): void {
    if (name === phase) return;
    phase = name;
    events.push({ type: 'phase', at, phase: name });
  }

  const within = (value: number, { above, below }: Position) =>
    (above === undefined || value >= above) && (below === undefined || value <= below);

  /** Follows when the position's points are out of sight: from when they were last seen until they are seen again. */
  function noteGap(at: number, seenAt: number): void {
    if (seenAt < at) {
      if (Number.isNaN(gapFrom) || !Number.isNaN(gapTo)) gapFrom = seenAt;
      gapTo = Number.NaN;
    } else if (!Number.isNaN(gapFrom) && Number.isNaN(gapTo)) gapTo = at;
  }

  /** Takes the value of the position that is waited for; true when its extreme is over. */
  function passed(at: number, position: Position, value: number): boolean {
    const sign = position.reach === 'valley' ? -1 : 1;
    if (Number.isNaN(origin)) origin = value;
    if (Number.isNaN(extreme.value) || sign * (value - extreme.value) > 0) extreme = { at, value };
    const way = sign * (extreme.value - origin);
    const over =
      sign * (extreme.value - value) > REVERSAL * way || (next === positions.length - 1 && at - extreme.at >= HELD_MS);
    if (!over || way <= 0) {
      if (sign * (value - origin) < 0) goOn(at, value);
      return false;
    }
    // Hands in full swing blur and vanish: an extreme at the edge of such a gap lies within it.
    const hidden = next > first && extreme.at >= gapFrom && extreme.at <= gapTo + EDGE_MS;
    if (hidden) extreme = { at: (gapFrom + gapTo) / 2, value: extreme.value };
    if (hidden || within(extreme.value, position)) return true;
    if (sign * (value - origin) < 0) goOn(at, value);
    return false;
  }

  /** The movement goes on beyond the extreme before: that one is only here. */
  function goOn(at: number, value: number): void {
    if (next > first) found[found.length - 1] = { at, value };
    origin = value;
    extreme = { at, value };
  }

  /** Whether the body has changed sides between two positions, seen from anywhere; or went through them as only the real movement does. */
  function hasSwapped(): boolean {
    if (!swaps) return true;
    const momentOf = (id: string) =>
      found[positions.findIndex((position) => position.id === id) - first]?.at ?? Number.NaN;
    const [from, to] = [momentOf(swaps.from), momentOf(swaps.to)];
    const change = turnsOver(samples, swaps.measures.map(columnOf), from, to);
    return Number.isNaN(change) || change >= swaps.min || momentOf(swaps.swift.to) - from <= swaps.swift.withinMs;
  }

  /** All positions are found: emits the repetition, unless the movement was another one. */
  function complete(at: number, events: CoachingEvent[]): boolean {
    const judged = judge(at);
    if (!judged || passingOf(activity.gates, judged.how) === 'not') return false;
    swings++;
    const { how, moments } = judged;
    const moment = (id: string) => moments[positions.findIndex((position) => position.id === id)] ?? Number.NaN;
    const { tempo } = activity;
    const ratio = tempo
      ? (moment(tempo.middle) - moment(tempo.from)) / Math.max(1, moment(tempo.to) - moment(tempo.middle))
      : Number.NaN;
    const faults = findFaults(activity.rules, Number.isNaN(ratio) ? how : { ...how, tempoRatio: ratio });
    const { min, max } = rangeOf(how, activity.main);
    const durations: Record<string, number> = {};
    for (let index = 1; index < positions.length; index++) {
      const lasted = (moments[index] ?? 0) - (moments[index - 1] ?? 0);
      if (!Number.isNaN(lasted)) durations[positions[index]?.id ?? ''] = rounded(lasted);
    }
    events.push({
      type: 'repetition',
      at,
      index: swings,
      start: rounded(how.excursion.start),
      turn: rounded(how.excursion.turn),
      end: rounded(how.excursion.end),
      phases: durations,
      moments: Object.fromEntries(
        positions.flatMap(({ id }, index) => {
          const when = moments[index] ?? Number.NaN;
          return Number.isNaN(when) ? [] : [[id, rounded(when)]];
        }),
      ),
      range: { measure: activity.main, min, max, span: rounded(max - min) },
      reach: 1,
      peaks: { ...peaksOf(activity, how), ...(!Number.isNaN(ratio) && { 'tempo-ratio': rounded(ratio) }) },
      faults,
      score: scoreOf(faults),
    });
    for (const fault of faults) events.push({ type: 'fault', at, ...fault, index: swings });
    const cue = coach.afterRep(at, faults, swings, true);
    if (cue) events.push(cue);
    return true;
  }

  /** The moments of all positions (NaN for a beginning that was not seen) and what the rules look at. */
  function judge(at: number): { how: Judged; moments: number[] } | undefined {
    const [turning, last] = [found[0], found.at(-1)];
    const position = positions[first];
    if (!turning || !last || !position || !hasSwapped()) return undefined;
    const before = found.at(-2) ?? turning;
    const end = arrivalAt(samples, columnOf(positions.at(-1)?.measure ?? ''), before, last);
    const moments = [...found.slice(0, -1).map((one) => one.at), end];
    let start = Math.max(firstAt, turning.at - position.withinMs);
    if (begins) {
      const columns = [begins.measure, ...(begins.also ?? [])].map(columnOf);
      const still = stillBefore(samples, columns, start, turning.at, (value) => within(value, begins));
      moments.unshift(still);
      if (!Number.isNaN(still)) start = still;
    }
    const phases: Phases = {
      rest: [start - REST_MS, start],
      out: [start, turning.at],
      turn: [turning.at - TURN_MS, turning.at + TURN_MS],
      back: [turning.at, found[1]?.at ?? end],
      rep: [start, end],
    };
    const excursion = {
      start,
      turn: turning.at,
      end: Math.min(at, end),
      low: 0,
      peak: 1,
      after: 0,
      reach: 1,
      headless: false,
    };
    const how: Judged = {
      samples,
      phases,
      excursion,
      view: view ?? 'three-quarter',
      strictness,
      main: activity.main,
      column: measures.column,
      leading: BOTH,
      own: BOTH,
      inSet: false,
    };
    return { how, moments };
  }

  /** Takes the extreme that is over, and looks for the next one. */
  function take(at: number, position: Position, events: CoachingEvent[]): void {
    const taken = extreme;
    found.push(taken);
    tellPhase(at, position.id, events);
    next++;
    lookForNext(taken.value);
    if (next < positions.length) return;
    const counted = complete(at, events);
    restart(at, events);
    if (counted) return;
    // Another movement; but its end may be the beginning of the right one: a backswing that was tried before.
    const again = positions[first];
    const alike = again && again.measure === position.measure && again.reach === position.reach;
    if (!alike || !within(taken.value, again)) return;
    armed = true;
    found.push(taken);
    next = first + 1;
    lookForNext(taken.value);
    tellPhase(at, again.id, events);
  }

  /** The picture ends: a last position that was reached is one although it is not held. */
  function close(at: number, events: CoachingEvent[]): void {
    const position = positions[next];
    if (next === positions.length - 1 && position && within(extreme.value, position)) take(at, position, events);
    restart(at, events, true);
  }

  return {
    get strictness() {
      return strictness;
    },
    set strictness(value) {
      strictness = value;
    },
    get phase() {
      return phase;
    },
    get progress() {
      return (next - first) / (positions.length - first);
    },
    heldMs: 0,
    resume(earlier) {
      for (const event of earlier) if (event.type === 'repetition') swings = event.index;
    },
    get atRest() {
      return next === first;
    },
    judge(body, events) {
      const { at } = body;
      if (body.cut) {
        close(at, events);
        firstAt = at;
      }
      if (Number.isNaN(firstAt)) firstAt = at;
      lastAt = at;
      samples.push(at, none, measures.values, measures.shown);
      const position = positions[next];
      if (!position) return;
      if (next > first && at - (found.at(-1)?.at ?? at) > position.withinMs) return restart(at, events);
      const column = columnOf(position.measure);
      const value = measures.values[column] ?? Number.NaN;
      noteGap(at, measures.seenAt[column] ?? at);
      if (Number.isNaN(value)) return;
      // The body itself turns in the movement: the camera's place is taken from how it stood before.
      if (next === first && !(begins && !within(value, begins))) view = body.view;
      if (!armed) {
        armed = !within(value, position);
        return;
      }
      if (passed(at, position, value)) take(at, position, events);
    },
    unseen(at, events) {
      if (next > first && at - lastAt > UNSEEN_MS) close(at, events);
    },
    finish: close,
  };
}
