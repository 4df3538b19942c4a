/** Judges holds: the clock runs while the position is right, pauses when it breaks, ends when it is left. */
import type { HoldActivity } from '../definition/activity.ts';
import { say } from '../definition/wording.ts';
import type { CoachingEvent, FoundFault, Strictness, View } from '../events.ts';
import { type Coach, RANK } from './cues.ts';
import type { Judge } from './judge.ts';
import { BOTH, type MeasureReader } from './measures.ts';
import { breaks, isJudged, judgedFrom } from './rules.ts';
import { rounded } from './statistics.ts';

/** A form fault must last this long, ms, and pauses the clock unless it is minor. */
const FAULT_MS = 800;
/** A position that was left for this long ends the hold, ms. */
const END_MS = 3000;
const PROGRESS_MS = 1000;
const MILESTONE_MS = 30_000;
/** Measures are averaged over this time, s: a hold has time to look twice. */
const STEADY_SECONDS = 0.3;

export function createHoldJudge(activity: HoldActivity, measures: MeasureReader, coach: Coach): Judge {
  const steady = new Float64Array(measures.values.length).fill(Number.NaN);
  const brokenSince = new Map<string, number>();
  const reported = new Set<string>();
  let strictness: Strictness = 'standard';
  let phase = 'rest';
  let held = 0;
  let index = 0;
  let lastAt = Number.NaN;
  let inSince = Number.NaN;
  let outSince = Number.NaN;
  let reportedAt = 0;

  const isHeld = () => phase === 'hold';

  function averaged(dt: number): void {
    const share = dt > 0 ? 1 - Math.exp(-dt / STEADY_SECONDS) : 1;
    for (let column = 0; column < steady.length; column++) {
      const now = measures.values[column] ?? Number.NaN;
      const before = steady[column] ?? Number.NaN;
      steady[column] = Number.isNaN(now) || Number.isNaN(before) ? now : before + (now - before) * share;
    }
  }

  /** Whether the body is in position; undefined when less than half of what shows it can be seen. */
  function inPosition(): boolean | undefined {
    let seen = 0;
    for (const { measure, min, max } of activity.position) {
      const value = steady[measures.column(measure) + BOTH] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      seen++;
      if ((min !== undefined && value < min) || (max !== undefined && value > max)) return false;
    }
    return seen * 2 >= activity.position.length ? true : undefined;
  }

  /** The faults that have lasted long enough, the worst first. */
  function lastingFaults(at: number, view: View): FoundFault[] {
    const found: FoundFault[] = [];
    const now = (measure: string) => steady[measures.column(measure) + BOTH] ?? Number.NaN;
    for (const rule of judgedFrom(activity.rules, view)) {
      const value = now(rule.measure);
      const { broken, limit } = breaks(rule, value, strictness);
      const shown = measures.shown[measures.column(rule.measure) + BOTH] === 1;
      if (!broken || !shown || !isJudged(rule, now)) {
        brokenSince.delete(rule.id);
        reported.delete(rule.id);
        continue;
      }
      const since = brokenSince.get(rule.id) ?? at;
      brokenSince.set(rule.id, since);
      if (at - since < FAULT_MS) continue;
      found.push({ rule: rule.id, severity: rule.severity, value: rounded(value), limit: rounded(limit) });
    }
    return found.sort((one, other) => RANK[other.severity] - RANK[one.severity]);
  }

  function emit(
    at: number,
    state: 'started' | 'progress' | 'paused' | 'resumed' | 'ended',
    events: CoachingEvent[],
  ): void {
    events.push({ type: 'hold', at, state, index, held: Math.round(held) });
    reportedAt = held;
    const next = state === 'ended' ? 'rest' : state === 'paused' ? 'broken' : 'hold';
    if (next === phase) return;
    phase = next;
    events.push({ type: 'phase', at, phase: next });
  }

  function end(at: number, events: CoachingEvent[]): void {
    if (phase === 'rest') return;
    emit(at, 'ended', events);
    brokenSince.clear();
    reported.clear();
    inSince = Number.NaN;
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
    progress: 0,
    atRest: true,
    get heldMs() {
      return held;
    },
    resume(earlier) {
      for (const event of earlier) if (event.type === 'hold') index = event.index;
    },
    judge(body, events) {
      const { at } = body;
      const elapsed = Number.isNaN(lastAt) ? 0 : Math.min(500, at - lastAt);
      lastAt = at;
      averaged(body.dt);
      const placed = inPosition();
      const faults = phase === 'rest' || placed !== true ? [] : lastingFaults(at, body.view);
      const bad = faults.some(({ severity }) => severity !== 'minor');
      const good = placed === true && !bad;
      if (placed === true) {
        if (Number.isNaN(inSince)) inSince = at;
        outSince = Number.NaN;
      } else if (placed === false) {
        if (Number.isNaN(outSince)) outSince = at;
        inSince = Number.NaN;
      }
      for (const fault of faults) {
        if (reported.has(fault.rule)) continue;
        reported.add(fault.rule);
        events.push({ type: 'fault', at, ...fault, index });
      }
      const cue = coach.whileHolding(at, faults);
      if (cue) events.push(cue);
      const lost = Number.isNaN(outSince) ? 0 : at - outSince;
      if (phase === 'rest') {
        if (placed === true && at - inSince >= activity.settleMs) {
          index++;
          held = at - inSince;
          emit(at, 'started', events);
        }
        return;
      }
      if (lost > END_MS) return end(at, events);
      if (isHeld() && (bad || lost > activity.graceMs)) return emit(at, 'paused', events);
      if (phase === 'broken') {
        if (good && at - inSince >= activity.settleMs / 2) emit(at, 'resumed', events);
        return;
      }
      if (placed !== true) return;
      const before = held;
      held += elapsed;
      if (held - reportedAt >= PROGRESS_MS) emit(at, 'progress', events);
      if (Math.floor(before / MILESTONE_MS) < Math.floor(held / MILESTONE_MS)) {
        events.push(coach.milestone(at, say('held', coach.language, { count: Math.round(held / 1000) })));
      }
    },
    unseen(at, events) {
      if (phase !== 'rest' && at - lastAt > END_MS) end(at, events);
      else if (isHeld() && at - lastAt > activity.graceMs * 2) emit(at, 'paused', events);
    },
    finish: (at, events) => end(at, events),
  };
}
