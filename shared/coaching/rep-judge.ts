/** Judges activities made of repetitions: finds them in the progress signal of one lane, or of the left and right limb, and rates each. */
import type { RepetitionActivity } from './activity.ts';
import type { Body } from './body.ts';
import { type Counter, createCounter, type Excursion } from './counter.ts';
import type { Coach } from './cues.ts';
import type { CoachingEvent, CoachingEventOf, Strictness, View } from './events.ts';
import type { Judge } from './judge.ts';
import { BOTH, COLUMNS, LEFT, type MeasureReader, RIGHT } from './measures.ts';
import {
  asymmetry,
  findFaults,
  type Judged,
  passesGates,
  peaksOf,
  phasesOf,
  rangeOf,
  rounded,
  scoreOf,
} from './rules.ts';
import { createSamples } from './samples.ts';
import { createSignal } from './signal.ts';

/** A signal lost for longer than this ends the movement under way, ms. */
const LOST_MS = 2500;
const FULL: Readonly<Record<Strictness, number>> = { beginner: 0.82, standard: 1, strict: 1.2 };
/** Movements of both limbs whose turning points are this close, as a share of their duration, are one. */
const TOGETHER = 0.3;

export function createRepJudge(activity: RepetitionActivity, measures: MeasureReader, coach: Coach): Judge {
  const { signal: definition, phases: names } = activity;
  const signal = createSignal(activity, measures);
  const samples = createSamples(signal.lanes, measures.ids.length * COLUMNS);
  const counters = Array.from({ length: signal.lanes }, () => createCounter({ ...definition }));
  const seenAt = new Float64Array(signal.lanes).fill(Number.NaN);
  const last = new Float64Array(signal.lanes);
  const leading = definition.leading ? measures.column(definition.leading) : -1;
  let strictness: Strictness = 'standard';
  let reps = 0;
  let phase: string = names.rest;
  let restView: View = 'front';
  /** The newest repetition of a lane, so that the other limb's part of it is not counted again. */
  let merged: { lane: number; turn: number; duration: number } | undefined;

  function applyStrictness(): void {
    for (const counter of counters) counter.full = Math.min(0.95, definition.full * FULL[strictness]);
  }
  applyStrictness();

  /** Whether the other limb makes the same movement at the same time; both are then one repetition. */
  function isTogether(lane: number, excursion: Excursion): boolean {
    const other = counters[1 - lane];
    if (!other || signal.lanes < 2) return false;
    const duration = excursion.end - excursion.start;
    const close = (turn: number, length: number) =>
      Math.abs(turn - excursion.turn) < TOGETHER * Math.max(duration, length);
    return (
      other.phase !== 'rest' &&
      other.peak - other.low > 0.5 * (excursion.peak - excursion.low) &&
      close(other.peakAt, duration)
    );
  }

  function wasMerged(lane: number, excursion: Excursion): boolean {
    if (!merged || merged.lane === lane) return false;
    const duration = Math.max(merged.duration, excursion.end - excursion.start);
    return Math.abs(merged.turn - excursion.turn) < TOGETHER * duration;
  }

  function leadingSide(judged: Judged): number {
    if (leading < 0) return BOTH;
    const [first, end] = samples.rows(judged.phases.turn[0], judged.phases.turn[1]);
    let difference = 0;
    for (let row = first; row < end; row++) {
      const now = samples.value(row, leading + LEFT) - samples.value(row, leading + RIGHT);
      if (!Number.isNaN(now)) difference += now;
    }
    return difference === 0 ? BOTH : difference > 0 ? LEFT : RIGHT;
  }

  /** Rates a movement that is over and tells about it. */
  function rate(at: number, lane: number, excursion: Excursion, events: CoachingEvent[]): void {
    const phases = phasesOf(samples, lane, excursion);
    const turn = (phases.turn[0] + phases.turn[1]) / 2;
    const side = signal.lanes > 1 && !isTogether(lane, excursion) ? lane : BOTH;
    const judged: Judged = {
      samples,
      phases,
      excursion,
      view: restView,
      strictness,
      column: (id) => measures.column(id),
      leading: side,
      own: side,
    };
    if (signal.lanes < 2) judged.leading = leadingSide(judged);
    if (!passesGates(activity.gates, judged) || wasMerged(lane, excursion)) return;
    const faults = findFaults(activity.rules, judged);
    const counted = excursion.verdict === 'repetition';
    const sideName = judged.leading === LEFT ? 'left' : judged.leading === RIGHT ? 'right' : undefined;
    if (counted) {
      counters[lane]?.learn(excursion);
      reps++;
      events.push({ ...describe(at, judged, turn), faults, ...(sideName && { side: sideName }) });
    } else if (excursion.verdict !== 'repetition') {
      const { start, reach, verdict } = excursion;
      events.push({
        type: 'attempt',
        at,
        start,
        why: verdict,
        reach: rounded(reach),
        ...(sideName && { side: sideName }),
      });
    }
    if (signal.lanes > 1) merged = { lane, turn: excursion.turn, duration: excursion.end - excursion.start };
    for (const fault of faults) events.push({ type: 'fault', at, ...fault, ...(counted && { index: reps }) });
    const cue = coach.afterRep(at, faults, reps, counted);
    if (cue) events.push(cue);
  }

  function describe(at: number, judged: Judged, turn: number): CoachingEventOf<'repetition'> {
    const { excursion, phases } = judged;
    const { min, max } = rangeOf(judged, activity.main);
    const uneven = asymmetry(samples, phases.rep, measures.column(activity.main));
    const faults = findFaults(activity.rules, judged);
    return {
      type: 'repetition',
      at,
      index: reps,
      start: rounded(excursion.start),
      turn: rounded(turn),
      end: rounded(excursion.end),
      phases: {
        [names.out]: rounded(phases.out[1] - phases.out[0]),
        [names.turn]: rounded(phases.turn[1] - phases.turn[0]),
        [names.back]: rounded(phases.back[1] - phases.back[0]),
      },
      range: { measure: activity.main, min, max, span: rounded(max - min) },
      reach: rounded(excursion.reach),
      peaks: peaksOf(activity, judged),
      ...(!Number.isNaN(uneven) && { asymmetry: rounded(uneven) }),
      faults,
      score: scoreOf(faults),
    };
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

  return {
    get strictness() {
      return strictness;
    },
    set strictness(value) {
      strictness = value;
      applyStrictness();
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
    judge(body: Body, events) {
      if (body.cut) for (const counter of counters) counter.lose();
      const progress = signal.read(body.view, body.dt);
      samples.push(body.at, progress, measures.values);
      const lenience = activity.views.includes(body.view) ? 0 : 1;
      if (counters.every(({ phase: now }) => now === 'rest')) restView = body.view;
      for (let lane = 0; lane < counters.length; lane++) {
        const counter = counters[lane];
        const value = progress[lane] ?? Number.NaN;
        if (!counter) continue;
        if (Number.isNaN(value)) {
          if (body.at - (seenAt[lane] ?? 0) > LOST_MS) counter.lose();
          continue;
        }
        seenAt[lane] = body.at;
        last[lane] = value;
        const excursion = counter.step(body.at, value, lenience);
        if (excursion) rate(body.at, lane, excursion, events);
      }
      const counter = busiest();
      if (counter) tellPhase(body.at, counter, events);
    },
    unseen(at, events) {
      for (let lane = 0; lane < counters.length; lane++) {
        if (at - (seenAt[lane] ?? 0) > LOST_MS) counters[lane]?.lose();
      }
      const counter = busiest();
      if (counter) tellPhase(at, counter, events);
    },
    finish(at, events) {
      for (let lane = 0; lane < counters.length; lane++) {
        const excursion = counters[lane]?.finish(at);
        if (excursion) rate(at, lane, excursion, events);
      }
    },
  };
}
