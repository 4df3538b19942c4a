/** Decides what is said and when: one thing at a time, the most important first, not too often, and praise when it helped. */
import type { Activity } from '../definition/activity.ts';
import { say } from '../definition/wording.ts';
import type { CoachingEventOf, FoundFault, Language, Severity } from '../events.ts';

type Cue = CoachingEventOf<'cue'>;

/** A cue's own wording in place of the activity's. */
export type Wording = Readonly<Record<string, { text: string; spoken?: string | undefined }>>;

/** Silence between two corrections, ms. */
const COOLDOWN_MS = 2500;
/** Silence before the same correction again, ms. */
const SAME_MS = 5000;
/** A correction that did not help after this many times is left for a while. */
const TIMES = 3;
const LEAVE_MS = 30_000;
/** Guidance on standing in the picture comes at most this often, ms. */
const GUIDE_MS = 8000;
/** Repetitions without the fault after which it counts as corrected. */
const FIXED_REPS = 2;
/** Praise holds for so many repetitions: in these only a major fault is spoken of, and what is said does not contradict itself. */
const PRAISED_REPS = 2;

/** Which of several faults is spoken of first. */
export const RANK: Readonly<Record<Severity, number>> = { major: 3, moderate: 2, minor: 1 };

interface Said {
  at: number;
  times: number;
  /** Repetitions since without the fault. */
  clean: number;
}

export interface Coach {
  /** What to say about a movement that was just judged, if anything; `reps` counts this one. */
  afterRep(at: number, faults: readonly FoundFault[], reps: number, counted: boolean): Cue | undefined;
  /** What to say about a hold. */
  whileHolding(at: number, faults: readonly FoundFault[]): Cue | undefined;
  milestone(at: number, text: string): Cue;
  guide(at: number, id: string, text: string): Cue | undefined;
  language: Language;
}

export function createCoach(activity: Activity, language: Language, wording: Wording = {}): Coach {
  const said = new Map<string, Said>();
  const rules = new Map(activity.rules.map((rule) => [rule.id, rule]));
  let lastAt = Number.NEGATIVE_INFINITY;
  /** Repetitions in a row without any fault, and how many more of them praise holds for. */
  let faultless = 0;
  let praised = 0;
  let guidedAt = Number.NEGATIVE_INFINITY;
  let guidedId = '';

  const coach: Coach = {
    language,
    afterRep(at, faults, reps, counted) {
      const spoken = praised > 0 ? faults.filter(({ severity }) => severity === 'major') : faults;
      praised = Math.max(0, praised - 1);
      const correction = correct(at, spoken);
      faultless = counted && faults.length === 0 ? faultless + 1 : 0;
      noteClean(faults, counted);
      if (correction) return correction;
      const fixed = faultless >= FIXED_REPS && at - lastAt > COOLDOWN_MS ? takeFixed() : undefined;
      if (fixed) {
        praised = PRAISED_REPS;
        return emit(at, `${fixed}-fixed`, 'praise', say('fixed', coach.language));
      }
      if (counted && (reps === 5 || (reps > 0 && reps % 10 === 0))) {
        return emit(at, `reps-${reps}`, 'milestone', say('milestone', coach.language, { count: reps }));
      }
      return undefined;
    },
    whileHolding: correct,
    milestone: (at, text) => emit(at, 'milestone', 'milestone', text),
    guide(at, id, text) {
      if (at - guidedAt < GUIDE_MS && id === guidedId) return undefined;
      guidedAt = at;
      guidedId = id;
      return { type: 'cue', at, id, kind: 'guide', text, spoken: text };
    },
  };
  return coach;

  function emit(at: number, id: string, kind: Cue['kind'], text: string, spoken = text): Cue {
    lastAt = at;
    return { type: 'cue', at, id, kind, text, spoken };
  }

  function correct(at: number, faults: readonly FoundFault[]): Cue | undefined {
    if (at - lastAt < COOLDOWN_MS) return undefined;
    const order = [...faults].sort((a, b) => RANK[b.severity] - RANK[a.severity]);
    for (const fault of order) {
      const id = rules.get(fault.rule)?.cue ?? fault.rule;
      const before = said.get(id);
      if (before && at - before.at < (before.times >= TIMES ? LEAVE_MS : SAME_MS)) continue;
      const texts = activity.cues[id];
      const wanted = wording[id] ?? texts?.[coach.language] ?? texts?.en;
      if (!wanted) continue;
      said.set(id, { at, times: before && before.times < TIMES ? before.times + 1 : 1, clean: 0 });
      return emit(at, id, 'correction', wanted.text, wanted.spoken ?? wanted.text);
    }
    return undefined;
  }

  /** Counts repetitions without the fault for each cue that was given; an attempt shows nothing that was put right. */
  function noteClean(faults: readonly FoundFault[], counted: boolean): void {
    for (const [id, entry] of said) {
      if (faults.some(({ rule }) => rules.get(rule)?.cue === id)) entry.clean = 0;
      else if (counted) entry.clean++;
    }
  }

  /** The id of the cue that was put right; all that were are done with, as one word of praise is enough. */
  function takeFixed(): string | undefined {
    const fixed = [...said].filter(([, { clean }]) => clean >= FIXED_REPS).map(([id]) => id);
    for (const id of fixed) said.delete(id);
    return fixed.at(-1);
  }
}
