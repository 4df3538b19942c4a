/** Judges skills with key positions in a fixed order, such as a golf swing: finds the moment of each, and the tempo between them. */
import type { SequenceActivity } from './activity.ts';
import type { Coach } from './cues.ts';
import type { CoachingEvent, Strictness, View } from './events.ts';
import type { Judge } from './judge.ts';
import { BOTH, COLUMNS, type MeasureReader } from './measures.ts';
import { findFaults, type Judged, type Phases, passesGates, rangeOf, rounded, scoreOf } from './rules.ts';
import { createSamples } from './samples.ts';

/** A value is at rest while it changes by less than this much of the whole range in half a second. */
const STILL = 0.12;
const STILL_MS = 300;
/** An extreme is over when the value has gone back by this much of the measure's unit. */
const REVERSAL = 0.12;
const HELD_MS = 350;

export function createSequenceJudge(activity: SequenceActivity, measures: MeasureReader, coach: Coach): Judge {
  const { stages } = activity;
  const samples = createSamples(1, measures.ids.length * COLUMNS);
  const none = new Float64Array(1);
  const moments = new Float64Array(stages.length);
  let strictness: Strictness = 'standard';
  let phase = stages[0]?.id ?? 'rest';
  let next = 0;
  let extreme = Number.NaN;
  let extremeAt = 0;
  let still = Number.NaN;
  let stillSince = 0;
  let swings = 0;
  let view: View = 'front';
  let lastAt = 0;

  function restart(at: number, events: CoachingEvent[]): void {
    next = 0;
    extreme = Number.NaN;
    still = Number.NaN;
    tellPhase(at, stages[0]?.id ?? 'rest', events);
  }

  function tellPhase(at: number, name: string, events: CoachingEvent[]): void {
    if (name === phase) return;
    phase = name;
    events.push({ type: 'phase', at, phase: name });
  }

  const within = (value: number, stage: SequenceActivity['stages'][number]) =>
    (stage.above === undefined || value >= stage.above) && (stage.below === undefined || value <= stage.below);

  /** Takes the value of the stage that is waited for; true when its moment has been found. */
  function reached(at: number, stage: SequenceActivity['stages'][number], value: number): boolean {
    if (stage.reach === 'still') {
      if (Number.isNaN(still) || Math.abs(value - still) > STILL || !within(value, stage)) {
        const moved = !Number.isNaN(still) && within(still, stage) && at - stillSince > STILL_MS;
        if (moved) {
          moments[next] = extremeAt;
          return true;
        }
        still = value;
        stillSince = at;
      }
      extremeAt = at;
      return false;
    }
    const sign = stage.reach === 'peak' ? 1 : -1;
    if (Number.isNaN(extreme) || sign * (value - extreme) > 0) {
      extreme = value;
      extremeAt = at;
    }
    // The last position is held: it is over when it does not go on.
    const over = next === stages.length - 1 && at - extremeAt >= HELD_MS;
    if (!within(extreme, stage) || (sign * (extreme - value) < REVERSAL && !over)) return false;
    moments[next] = extremeAt;
    return true;
  }

  function finishSwing(at: number, events: CoachingEvent[]): void {
    const moment = (id: string) => moments[stages.findIndex((stage) => stage.id === id)] ?? 0;
    const start = moments[0] ?? 0;
    const end = moments[stages.length - 1] ?? at;
    const turn = moments[1] ?? start;
    const phases: Phases = {
      rest: [start - 600, start],
      out: [start, turn],
      turn: [turn - 80, turn + 80],
      back: [turn, moments[2] ?? end],
      rep: [start, end],
    };
    const excursion = { start, turn, end, low: 0, peak: 1, after: 0, reach: 1, headless: false };
    const judged: Judged = {
      samples,
      phases,
      excursion,
      view,
      strictness,
      column: measures.column,
      leading: BOTH,
      own: BOTH,
    };
    if (!passesGates(activity.gates, judged)) return;
    swings++;
    const { tempo } = activity;
    const ratio = tempo
      ? (moment(tempo.middle) - moment(tempo.from)) / Math.max(1, moment(tempo.to) - moment(tempo.middle))
      : Number.NaN;
    const faults = findFaults(activity.rules, Number.isNaN(ratio) ? judged : { ...judged, tempoRatio: ratio });
    const { min, max } = rangeOf(judged, activity.main);
    const durations: Record<string, number> = {};
    for (let index = 1; index < stages.length; index++) {
      durations[stages[index]?.id ?? ''] = rounded((moments[index] ?? 0) - (moments[index - 1] ?? 0));
    }
    events.push({
      type: 'repetition',
      at,
      index: swings,
      start,
      turn,
      end,
      phases: durations,
      range: { measure: activity.main, min, max, span: rounded(max - min) },
      reach: 1,
      peaks: Number.isNaN(ratio) ? {} : { 'tempo-ratio': rounded(ratio) },
      faults,
      score: scoreOf(faults),
    });
    for (const fault of faults) events.push({ type: 'fault', at, ...fault, index: swings });
    const cue = coach.afterRep(at, faults, swings, true);
    if (cue) events.push(cue);
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
      return next / stages.length;
    },
    heldMs: 0,
    get atRest() {
      return next === 0;
    },
    judge(body, events) {
      const { at } = body;
      lastAt = at;
      samples.push(at, none, measures.values);
      if (body.cut) restart(at, events);
      const stage = stages[next];
      if (!stage) return;
      if (next === 0) view = body.view;
      else if (at - (moments[next - 1] ?? 0) > stage.withinMs) return restart(at, events);
      const value = measures.values[measures.column(stage.measure) + BOTH] ?? Number.NaN;
      if (Number.isNaN(value) || !reached(at, stage, value)) return;
      next++;
      extreme = Number.NaN;
      if (next < stages.length) return tellPhase(at, stage.id, events);
      tellPhase(at, stage.id, events);
      finishSwing(at, events);
      restart(at, events);
    },
    unseen(at, events) {
      if (next > 0 && at - lastAt > 1000) restart(at, events);
    },
    finish(at, events) {
      // A finish is held: without a way back its peak is known only by the end of the frames.
      const stage = stages[next];
      if (next !== stages.length - 1 || !stage || Number.isNaN(extreme) || !within(extreme, stage)) return;
      moments[next] = extremeAt;
      finishSwing(at, events);
      restart(at, events);
    },
  };
}
