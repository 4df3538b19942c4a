/** Finds the faults of one repetition by the activity's rules, and its score. */
import type { Rule } from '../definition/rule.ts';
import type { FoundFault, Severity, Strictness, View } from '../events.ts';
import type { Judged } from './judged.ts';
import { BOTH, LEFT, RIGHT } from './measures.ts';
import { windowOf } from './phases.ts';
import { asymmetry, isShown, rounded, statistic } from './statistics.ts';

/** How far a limit is moved by strictness, in units of the rule's slack. */
const EASE: Readonly<Record<Strictness, number>> = { beginner: 1, standard: 0, strict: -0.5 };

/**
 * How far a movement went or came back, for a verdict: other parts of the body are enough to count by, but nobody is asked to go
 * farther while the joint that it is about was not seen. NaN then.
 */
function seenReach({ samples, phases, column, main, own }: Judged, during: 'turn' | 'back', reach: number): number {
  const seen = statistic(samples, windowOf(phases, during), column(main) + own, 'mean');
  return Number.isNaN(seen) ? Number.NaN : reach;
}

/** Somebody who was seen between these times before a movement, ms, was seen to begin it. */
const SEEN_BEFORE_MS = [1000, 200] as const;

/** Whether the beginning of a movement was seen: how long it took is not known of one that was under way when the film began. */
function isBeginningSeen({ samples, excursion: { headless, start } }: Judged): boolean {
  const [from, to] = SEEN_BEFORE_MS;
  const [first, end] = samples.rows(start - from, start - to);
  return !headless && end > first;
}

function measured(rule: Rule, judged: Judged): { value: number; side?: number } {
  const { samples, phases, excursion, column, leading, own, tempoRatio = Number.NaN } = judged;
  switch (rule.measure) {
    case 'reach':
      return { value: seenReach(judged, 'turn', excursion.reach) };
    case 'rest-reach':
      return { value: seenReach(judged, 'back', excursion.after) };
    case 'out-ms':
      return { value: isBeginningSeen(judged) ? phases.turn[0] - phases.out[0] : Number.NaN };
    case 'turn-ms':
      return { value: phases.turn[1] - phases.turn[0] };
    case 'back-ms':
      return { value: phases.back[1] - phases.back[0] };
    case 'rep-ms':
      return { value: isBeginningSeen(judged) ? phases.rep[1] - phases.rep[0] : Number.NaN };
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

const PENALTY: Readonly<Record<Severity, number>> = { minor: 10, moderate: 25, major: 40 };

/** 100 less a penalty for each fault: 10 minor, 25 moderate, 40 major. */
export function scoreOf(faults: readonly { severity: Severity }[]): number {
  return Math.max(0, 100 - faults.reduce((sum, { severity }) => sum + PENALTY[severity], 0));
}
