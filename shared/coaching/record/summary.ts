/**
 * What a session comes to, folded from its events one by one in bounded memory. The tracker's own summary and one made later
 * from a stored record are made by the same code.
 */
import { z } from 'zod';
import type { Activity } from '../definition/activity.ts';
import { type CoachingEvent, type CoachingEventOf, type Severity, severitySchema } from '../events.ts';
import { type Correction, correctedCount, correctionSchema, marksOf } from './corrections.ts';
import { skillIndex, skillLevelOf, skillLevelSchema } from './skill.ts';

/** A pause of this length (or of four repetitions, if that is longer) ends a set, ms. */
const SET_REST_MS = 12_000;
/** More sets than the shortest rests leave room for in three hours; later ones are added to the last, so that memory is bounded. */
const MAX_SETS = 1000;
/** A repetition with at least this score is a good one: no more than two minor faults. */
export const GOOD_SCORE = 80;

const setSchema = z.object({
  index: z.int().positive(),
  start: z.number(),
  end: z.number(),
  reps: z.int().nonnegative(),
  attempts: z.int().nonnegative(),
  good: z.int().nonnegative(),
  score: z.number(),
  /** Mean time of one repetition, ms. */
  tempoMs: z.number(),
  /** Mean range of the main measure. */
  range: z.number(),
});

export const sessionSummarySchema = z.object({
  activity: z.string(),
  kind: z.enum(['repetitions', 'hold', 'sequence']),
  /** The machine's count; corrections of the coach stand beside it in `corrected`. */
  reps: z.int().nonnegative(),
  attempts: z.int().nonnegative(),
  good: z.int().nonnegative(),
  /** Good repetitions as a share of all that were performed, attempts included, 0..1. */
  technique: z.number(),
  /** Mean score of the repetitions, 0..100; for a hold the share of its time in good form. */
  score: z.number(),
  sets: z.array(setSchema),
  sides: z.object({ left: z.int().nonnegative(), right: z.int().nonnegative() }).optional(),
  tempo: z.object({
    meanMs: z.number(),
    /** 1 for even repetitions; 1 minus the coefficient of variation of their duration, 0 at least. */
    consistency: z.number(),
  }),
  range: z.object({
    measure: z.string(),
    mean: z.number(),
    best: z.number(),
    /** Change of the range per ten repetitions as a share of the mean; negative when the athlete tires. */
    trend: z.number(),
  }),
  /** Mean difference of left and right in the main measure, in its unit; absent where one side was hidden. */
  asymmetry: z.number().nonnegative().optional(),
  hold: z.object({ holds: z.int().nonnegative(), totalMs: z.number(), bestMs: z.number() }).optional(),
  bestRep: z.object({ index: z.int().positive(), score: z.number() }).optional(),
  faults: z.array(z.object({ rule: z.string(), severity: severitySchema, count: z.int().positive() })),
  /** The fault that cost most, and the cue that mends it. */
  worstFault: z.string().optional(),
  workOn: z.object({ cue: z.string(), text: z.string() }).optional(),
  skill: z.object({ level: skillLevelSchema, index: z.number() }),
  corrected: z.object({
    reps: z.int().nonnegative(),
    good: z.int().nonnegative(),
    corrections: z.array(correctionSchema),
  }),
  /** First and last event, ms of the session. */
  start: z.number(),
  end: z.number(),
});

export type SessionSummary = z.infer<typeof sessionSummarySchema>;
type SetSummary = z.infer<typeof setSchema>;
type Repetition = CoachingEventOf<'repetition'>;

/** Mean and spread without keeping the values (Welford). */
interface Spread {
  count: number;
  mean: number;
  squares: number;
}
const spread = (): Spread => ({ count: 0, mean: 0, squares: 0 });
function note(into: Spread, value: number): void {
  into.count++;
  const off = value - into.mean;
  into.mean += off / into.count;
  into.squares += off * (value - into.mean);
}

const COST: Readonly<Record<Severity, number>> = { minor: 1, moderate: 2.5, major: 4 };
/** Marks of single repetitions are kept for this many. */
const MAX_MARKS = 2000;

export interface SummaryFold {
  add(event: CoachingEvent): void;
  /** The summary up to now; corrections are laid beside it. */
  value(corrections?: readonly Correction[]): SessionSummary;
}

export function createSummary(activity: Activity): SummaryFold {
  let reps = 0;
  let attempts = 0;
  let good = 0;
  let scores = 0;
  let first = Number.NaN;
  let last = 0;
  let left = 0;
  let right = 0;
  let best: { index: number; score: number; reach: number } | undefined;
  let currentHold = 0;
  const hold = { holds: 0, totalMs: 0, bestMs: 0, brokenMs: 0, pausedAt: Number.NaN };
  const sets: SetSummary[] = [];
  const goodReps: boolean[] = [];
  const faults = new Map<string, { severity: Severity; count: number }>();
  const tempo = spread();
  const range = spread();
  const asymmetry = spread();
  /** Sums for the straight line through range over repetition number. */
  const line = { n: 0, x: 0, y: 0, xx: 0, xy: 0 };
  let bestRange = 0;

  function setAt(start: number, end: number): SetSummary {
    const current = sets.at(-1);
    const rest = Math.max(SET_REST_MS, 4 * tempo.mean);
    if (current && (start - current.end < rest || sets.length >= MAX_SETS)) {
      current.end = Math.max(current.end, end);
      return current;
    }
    const next = { index: sets.length + 1, start, end, reps: 0, attempts: 0, good: 0, score: 0, tempoMs: 0, range: 0 };
    sets.push(next);
    return next;
  }

  function addRepetition(event: Repetition): void {
    const set = setAt(event.start, event.end);
    const isGood = event.score >= GOOD_SCORE;
    reps++;
    scores += event.score;
    set.reps++;
    set.score += (event.score - set.score) / set.reps;
    set.tempoMs += (event.end - event.start - set.tempoMs) / set.reps;
    set.range += (event.range.span - set.range) / set.reps;
    if (isGood) {
      good++;
      set.good++;
    }
    if (goodReps.length < MAX_MARKS) goodReps.push(isGood);
    if (event.side === 'left') left++;
    if (event.side === 'right') right++;
    if (!best || event.score > best.score || (event.score === best.score && event.reach > best.reach)) {
      best = { index: event.index, score: event.score, reach: event.reach };
    }
    note(tempo, event.end - event.start);
    note(range, event.range.span);
    if (event.asymmetry !== undefined) note(asymmetry, Math.abs(event.asymmetry));
    bestRange = Math.max(bestRange, event.range.span);
    line.n++;
    line.x += reps;
    line.y += event.range.span;
    line.xx += reps * reps;
    line.xy += reps * event.range.span;
  }

  function addHold(event: CoachingEventOf<'hold'>): void {
    if (event.state === 'started') {
      hold.holds = Math.max(hold.holds, event.index);
      currentHold = 0;
    }
    hold.totalMs += Math.max(0, event.held - currentHold);
    currentHold = event.held;
    hold.bestMs = Math.max(hold.bestMs, event.held);
    if (event.state === 'paused') hold.pausedAt = event.at;
    if (event.state === 'resumed' && !Number.isNaN(hold.pausedAt)) hold.brokenMs += event.at - hold.pausedAt;
    if (event.state !== 'paused') hold.pausedAt = Number.NaN;
  }

  function trend(): number {
    const spreadX = line.n * line.xx - line.x * line.x;
    if (line.n < 3 || spreadX === 0 || range.mean === 0) return 0;
    return (((line.n * line.xy - line.x * line.y) / spreadX) * 10) / range.mean;
  }

  return {
    add(event) {
      if (Number.isNaN(first)) first = event.at;
      last = Math.max(last, event.at);
      if (event.type === 'repetition') addRepetition(event);
      else if (event.type === 'attempt') {
        attempts++;
        setAt(event.start, event.at).attempts++;
      } else if (event.type === 'hold') addHold(event);
      else if (event.type === 'fault') {
        const known = faults.get(event.rule);
        if (known) known.count++;
        else faults.set(event.rule, { severity: event.severity, count: 1 });
      }
    },
    value(corrections = []) {
      const performed = reps + attempts;
      const isHold = activity.kind === 'hold';
      const holdTime = hold.totalMs + hold.brokenMs;
      const score = isHold ? (holdTime > 0 ? (100 * hold.totalMs) / holdTime : 0) : reps > 0 ? scores / reps : 0;
      const technique = isHold ? score / 100 : performed > 0 ? good / performed : 0;
      const deviation = tempo.count > 1 ? Math.sqrt(tempo.squares / (tempo.count - 1)) : 0;
      const consistency = tempo.mean > 0 ? Math.max(0, 1 - deviation / tempo.mean) : 0;
      const list = [...faults].map(([rule, { severity, count }]) => ({ rule, severity, count }));
      list.sort((a, b) => COST[b.severity] * b.count - COST[a.severity] * a.count);
      const worst = list[0];
      const cue = activity.rules.find(({ id }) => id === worst?.rule)?.cue;
      const text = cue ? activity.cues[cue]?.en.text : undefined;
      const index = skillIndex({ score, technique, consistency: isHold ? 1 : consistency });
      const volume = isHold ? hold.totalMs / 3000 : reps;
      return {
        activity: activity.id,
        kind: activity.kind,
        reps,
        attempts,
        good,
        technique: round(technique, 3),
        score: round(score, 1),
        sets: sets.map((set) => ({
          ...set,
          score: round(set.score, 1),
          tempoMs: round(set.tempoMs, 0),
          range: round(set.range, 3),
        })),
        ...((left > 0 || right > 0) && { sides: { left, right } }),
        tempo: { meanMs: round(tempo.mean, 0), consistency: round(consistency, 3) },
        range: {
          measure: activity.main,
          mean: round(range.mean, 3),
          best: round(bestRange, 3),
          trend: round(trend(), 3),
        },
        ...(asymmetry.count > 0 && { asymmetry: round(asymmetry.mean, 3) }),
        ...(isHold && {
          hold: { holds: hold.holds, totalMs: Math.round(hold.totalMs), bestMs: Math.round(hold.bestMs) },
        }),
        ...(best && { bestRep: { index: best.index, score: best.score } }),
        faults: list,
        ...(worst && { worstFault: worst.rule }),
        ...(cue && text && { workOn: { cue, text } }),
        skill: { level: skillLevelOf(index, volume), index: round(index, 1) },
        corrected: correctedView(reps, goodReps, good, corrections),
        start: Number.isNaN(first) ? 0 : first,
        end: last,
      };
    },
  };
}

/** The count as the coach sees it: each later mark of a repetition replaces the earlier one. */
function correctedView(reps: number, goodReps: readonly boolean[], good: number, corrections: readonly Correction[]) {
  const count = correctedCount(reps, corrections) ?? reps;
  let marked = good;
  for (const [rep, isGood] of marksOf(corrections)) {
    const before = goodReps[rep - 1];
    if (before !== undefined && before !== isGood) marked += isGood ? 1 : -1;
  }
  return { reps: count, good: Math.min(count, marked), corrections: [...corrections] };
}

function round(value: number, digits: number): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}

/** The summary of a stored session, from its events in their order. */
export function summariseEvents(
  activity: Activity,
  events: Iterable<CoachingEvent>,
  corrections: readonly Correction[] = [],
): SessionSummary {
  const summary = createSummary(activity);
  for (const event of events) summary.add(event);
  return summary.value(corrections);
}
