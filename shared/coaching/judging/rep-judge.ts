/** Judges activities made of repetitions: finds them in the progress signal of one lane, or of the left and right limb, and rates each. */

import type { Body } from '../body/body.ts';
import type { RepetitionActivity } from '../definition/activity.ts';
import type { CoachingEvent, FoundFault, Strictness, View } from '../events.ts';
import { type Counter, type CounterState, createCounter } from './counter.ts';
import type { Coach } from './cues.ts';
import type { Excursion } from './excursion.ts';
import type { Passing } from './gates.ts';
import type { Judge } from './judge.ts';
import { createLimbPair } from './limb-pair.ts';
import { COLUMNS, type MeasureReader } from './measures.ts';
import { createOutset } from './outset.ts';
import { createOwnRange } from './own-range.ts';
import { createProvisional } from './provisional.ts';
import { createRater, type Rated } from './rating.ts';
import { scoreOf } from './rules.ts';
import { createRun } from './run.ts';
import { createSamples } from './samples.ts';
import { createSeries, type Settled } from './series.ts';
import { createSignal } from './signal.ts';
import { isShown, rounded } from './statistics.ts';

/** A signal lost for longer than this ends the movement under way, ms. */
const LOST_MS = 2500;
const FULL: Readonly<Record<Strictness, number>> = { beginner: 0.82, standard: 1, strict: 1.2 };
/** After so many attempts in a row the range that was learned is no longer this person's. */
const REFUSED = 3;

/** So long after the last repetition, ms, somebody is still taken to be in the set. */
const SET_MS = 12_000;

/** So much of what a repetition asks for is an attempt before anything was counted, by how well it passes the gates. */
const ALONE: Readonly<Record<Passing, number>> = {
  clearly: 0.5,
  small: 0.7,
  hardly: Number.POSITIVE_INFINITY,
  not: Number.POSITIVE_INFINITY,
};

const SINGLES_LEARNING = 0.4;

export function createRepJudge(activity: RepetitionActivity, measures: MeasureReader, coach: Coach): Judge {
  const { signal: definition, phases: names } = activity;
  const signal = createSignal(activity, measures);
  const samples = createSamples(signal.lanes, measures.ids.length * COLUMNS);
  const counters = Array.from({ length: signal.lanes }, () => createCounter(definition));
  const outsets = definition.reversible ? counters.map(() => createOutset()) : [];
  const own = createOwnRange(definition.restLimit);
  const series = createSeries<Rated>();
  /** Movements that miss one slight gate before a set begins. */
  const provisional = createProvisional<Rated>();
  /** Movements that fell short of the activity's gates before a set began. */
  const shorts = createRun<Rated>();
  /** Movements that were called attempts. */
  const told = new WeakSet<Rated>();
  const pair = signal.lanes > 1 ? createLimbPair(samples, counters) : undefined;
  const driving = definition.parts.map(({ measure }) => measures.column(measure));
  const seenAt = new Float64Array(signal.lanes).fill(Number.NaN);
  const last = new Float64Array(signal.lanes);
  const rate = createRater(activity, measures, samples, signal.lanes);
  let strictness: Strictness = 'standard';
  let full = definition.full;
  let reps = 0;
  let refused = 0;
  /** When somebody was first seen, ms. */
  let firstAt = Number.NaN;
  /** When a movement was last counted, ms. */
  let countedAt = Number.NaN;
  /** The share of this person's newest repetitions that were of one limb only. */
  let singles = 0;
  let phase: string = names.rest;
  let restView: View = 'front';
  let lenience = 0;
  /** The counters as they were when another person or shot came into the picture. */
  let left: CounterState[] = [];
  let leftAt = Number.NaN;

  const isInSet = (at: number) => at - countedAt < SET_MS;

  /** Whether a limb was seen for most of a movement: one that comes into view for moments says nothing about the other. */
  const isSeen = (lane: number, { start, end }: Excursion) =>
    driving.some((column) => isShown(samples, [start, end], column + lane));

  /** A movement is over: it is counted, refused, or waits until it is clear what it was. */
  function weigh(at: number, lane: number, excursion: Excursion, events: CoachingEvent[]): void {
    if (outsets.some(({ isFar }) => isFar)) return;
    const limbs = pair?.look(lane, excursion) ?? 'both';
    const ruling = own.rule(excursion, full, lenience);
    if (limbs === 'counted') return;
    if (ruling.verdict !== 'repetition' && pair?.otherFollows(lane, excursion)) return;
    const circumstances = { view: restView, strictness, inSet: isInSet(excursion.end) };
    const rated = rate(lane, excursion, limbs, ruling, circumstances);
    const hardly = rated.passing === 'hardly' || rated.passing === 'small';
    const alone = definition.sides === 'pair' && limbs === 'single' && isSeen(1 - lane, excursion);
    // Of a movement that was under way when nobody was known, only the end was seen: it must look right.
    if (rated.strange && excursion.headless && Number.isNaN(own.home)) return;
    if (rated.strange && ruling.verdict !== 'repetition') {
      // One movement in the midst of a set that looks strange is more likely seen badly than done otherwise.
      if (!rated.short || (alone && singles <= 0.5)) return;
      pair?.counted(lane, excursion);
      tooShort(at, rated, events);
      return;
    }
    pair?.counted(lane, excursion);
    // Where one limb is seen from where it can't be judged well, a hand that does something else looks much the same.
    const doubtful = alone || (definition.sides === 'pair' && limbs === 'single' && lenience > 0);
    const sure = ruling.sure && !rated.strange && (!doubtful || singles > 0.5);
    // Hands that never hang do all sorts of things; arms that curl or rise come down in between.
    const strange = rated.strange || (definition.sides === 'pair' && !ruling.home);
    const small = excursion.reach < own.demand(full, lenience) || (alone && hardly);
    if (sure && hardly && ruling.verdict === 'repetition') {
      const begun = provisional.add(excursion, rated);
      if (begun.length > 0) decide(at, series.confirm(excursion), events);
      for (const each of begun) count(at, each, events);
    } else if (!sure)
      decide(at, series.add({ excursion, what: rated, strange, small, home: ruling.home && !hardly }), events);
    else if (ruling.verdict !== 'repetition') refuse(at, rated, events);
    else {
      decide(at, series.confirm(excursion), events);
      count(at, rated, events);
    }
  }

  function decide(at: number, { counted, dropped }: Settled<Rated>, events: CoachingEvent[]): void {
    for (const rated of dropped) refuse(at, rated, events);
    for (const rated of counted) count(at, rated, events);
  }

  function count(at: number, rated: Rated, events: CoachingEvent[]): void {
    for (const before of provisional.confirm(rated.excursion)) count(at, before, events);
    const faults = rated.faults.asRepetition;
    own.learn(rated.excursion);
    countedAt = at;
    refused = 0;
    singles += ((rated.limbs === 'single' ? 1 : 0) - singles) * (reps === 0 ? 1 : SINGLES_LEARNING);
    reps++;
    events.push({ ...rated.details, at, index: reps, faults, score: scoreOf(faults) });
    tellFaults(at, faults, true, events);
  }

  function refuse(at: number, rated: Rated, events: CoachingEvent[]): void {
    const { verdict } = rated;
    // A single limb that moved as a repetition does, but where both should, was something else.
    if (verdict === 'repetition') {
      if (rated.short) tooShort(at, rated, events);
      return;
    }
    if (isAttempt(at, rated)) tellAttempt(at, rated, verdict, events);
    if (!isInSet(at) && rated.passing === 'small') tooShort(at, rated, events);
    if (++refused >= REFUSED) own.forget();
  }

  /** In a set what falls short is an attempt; before one it must go half of the way that is asked for, from the start position. */
  function isAttempt(at: number, { home, passing, excursion }: Rated): boolean {
    return isInSet(at) || (home && excursion.reach >= ALONE[passing] * full);
  }

  /**
   * A movement that is of this activity but for its size. In a set it is an attempt; before one, any small movement of the arms looks
   * like it, and only an even run of them is believed.
   */
  function tooShort(at: number, rated: Rated, events: CoachingEvent[]): void {
    const inSet = isInSet(at);
    if (!inSet && lenience > 0) return;
    const believed = inSet ? [rated] : shorts.add(rated.excursion, rated);
    for (const each of believed) if (!told.has(each)) tellAttempt(at, each, 'too-shallow', events);
  }

  function tellAttempt(at: number, rated: Rated, why: 'too-shallow' | 'not-locked-out', events: CoachingEvent[]): void {
    const { limbs, excursion, faults, details } = rated;
    told.add(rated);
    const side = limbs === 'single' ? details.side : undefined;
    const { start, reach } = excursion;
    events.push({ type: 'attempt', at, start, why, reach: rounded(reach), ...(side && { side }) });
    tellFaults(at, faults.asAttempt, false, events);
  }

  function tellFaults(at: number, faults: FoundFault[], counted: boolean, events: CoachingEvent[]): void {
    for (const fault of faults) events.push({ type: 'fault', at, ...fault, ...(counted && { index: reps }) });
    const cue = coach.afterRep(at, faults, reps, counted);
    if (cue) events.push(cue);
  }

  function tellPhase(at: number, counter: Counter, events: CoachingEvent[]): void {
    const now = names[counter.phase];
    if (now === phase) return;
    phase = now;
    events.push({ type: 'phase', at, phase: now });
  }

  function busiest(): Counter | undefined {
    return counters.reduce((best, counter) => (counter.phase !== 'rest' && best.phase === 'rest' ? counter : best));
  }

  function close(at: number, asked: number, events: CoachingEvent[]): void {
    for (let lane = 0; lane < counters.length; lane++) {
      // A first movement that is not seen to come back may be anything.
      const demand = reps === 0 && series.empty ? Number.POSITIVE_INFINITY : asked;
      const excursion = counters[lane]?.finish(at, demand);
      if (excursion) weigh(at, lane, excursion, events);
    }
  }

  /** Another shot or person: the work that was done is done, the rest is kept in case that person comes back. */
  function turnAway(at: number, events: CoachingEvent[]): void {
    close(at, own.demandUnseen(full, lenience), events);
    left = counters.map((counter) => counter.save());
    leftAt = at;
    for (const counter of counters) counter.lose(own.home);
  }

  /** The person who was left is there again. */
  function turnBack(): void {
    samples.forget(leftAt);
    for (const [lane, state] of left.entries()) counters[lane]?.restore(state);
  }

  return {
    get strictness() {
      return strictness;
    },
    set strictness(value) {
      strictness = value;
      full = Math.min(0.95, definition.full * FULL[strictness]);
    },
    get phase() {
      return phase;
    },
    get progress() {
      return Math.max(...last);
    },
    heldMs: 0,
    get atRest() {
      return counters.every((counter) => counter.phase === 'rest');
    },
    resume(earlier) {
      for (const event of earlier) {
        if (event.type !== 'repetition') continue;
        reps = event.index;
        own.recall(event.reach);
        if (signal.lanes > 1) singles = event.side ? 1 : 0;
      }
    },
    judge(body: Body, events) {
      if (Number.isNaN(firstAt)) firstAt = body.at;
      if (body.cut) signal.begin();
      const progress = signal.read(body.view, body.dt);
      if (body.cut === 'away') turnAway(body.at, events);
      if (body.cut === 'back') turnBack();
      samples.push(body.at, progress, measures.values, measures.shown);
      lenience = activity.views.includes(body.view) ? 0 : 1;
      if (counters.every(({ phase: now }) => now === 'rest')) restView = body.view;
      for (let lane = 0; lane < counters.length; lane++) {
        const counter = counters[lane];
        const value = progress[lane] ?? Number.NaN;
        if (!counter) continue;
        if (Number.isNaN(value)) {
          if (body.at - (seenAt[lane] ?? 0) > LOST_MS) counter.lose(own.home);
          continue;
        }
        seenAt[lane] = body.at;
        last[lane] = value;
        outsets[lane]?.see(body.at, value);
        const excursion = counter.step(body.at, value, own.demand(full, lenience));
        if (excursion) weigh(body.at, lane, excursion, events);
      }
      if (!series.empty) decide(body.at, series.expire(body.at), events);
      const counter = busiest();
      if (counter) tellPhase(body.at, counter, events);
    },
    unseen(at, events) {
      for (let lane = 0; lane < counters.length; lane++) {
        if (at - (seenAt[lane] ?? 0) > LOST_MS) counters[lane]?.lose(own.home);
      }
      if (!series.empty) decide(at, series.expire(at), events);
      const counter = busiest();
      if (counter) tellPhase(at, counter, events);
    },
    finish(at, events) {
      close(at, own.demand(full, lenience), events);
      decide(at, series.finish(), events);
      for (const rated of provisional.finish(firstAt, at)) count(at, rated, events);
    },
  };
}
