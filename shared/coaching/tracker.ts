/** The coaching tracker: timed keypoints in, events out. One for each athlete and activity; fixed memory, no clock of its own. */

import { createBodyReader } from './body/body.ts';
import type { PoseFrame } from './body/keypoints.ts';
import type { Activity } from './definition/activity.ts';
import type { CoachingEvent, Language, Strictness, View } from './events.ts';
import { createCoach, type Wording } from './judging/cues.ts';
import { createHoldJudge } from './judging/hold-judge.ts';
import type { Judge } from './judging/judge.ts';
import { createMeasureReader } from './judging/measures.ts';
import { createRepJudge } from './judging/rep-judge.ts';
import { createSequenceJudge } from './judging/sequence-judge.ts';
import { createVisibility } from './judging/visibility.ts';
import { type Correction, correctionSchema } from './record/corrections.ts';
import { createSummary, type SessionSummary } from './record/summary.ts';

export interface TrackerOptions {
  language?: Language;
  strictness?: Strictness;
  /** Wording by cue id, in place of the activity's own. */
  wording?: Wording;
  /** What was found of this athlete before, by another tracker that is gone: counts and what was learned of them go on from there. */
  earlier?: readonly CoachingEvent[];
}

/** A cheap look at where things stand. */
export interface TrackerState {
  reps: number;
  attempts: number;
  /** By the activity's own names of its phases. */
  phase: string;
  visible: boolean;
  view: View | undefined;
  /** How far the movement under way has gone, 0 to 1 and a little beyond. */
  progress: number;
  /** Time held in the current hold, ms. */
  holdMs: number;
}

export interface Tracker {
  readonly activity: Activity;
  readonly state: Readonly<TrackerState>;
  /** Takes the next frame; frames must come in order of time, others are passed over. */
  update(frame: PoseFrame): CoachingEvent[];
  /** Nobody was found in the frame of this time, or no frame came: gives the advice that follows. */
  missing(at: number): CoachingEvent[];
  /** The coach's word; kept beside the count, and strictness takes effect from here. */
  correct(correction: Correction): void;
  /** The frames are over: a hold or a repetition all but done is closed. */
  finish(at: number): CoachingEvent[];
  summary(): SessionSummary;
}

const MAX_CORRECTIONS = 1000;

export function createTracker(activity: Activity, options: TrackerOptions = {}): Tracker {
  const { language = 'en', strictness = 'standard', wording, earlier = [] } = options;
  const body = createBodyReader();
  /** The activity with the rules that the coach left on. */
  const asked = { ...activity };
  const measures = createMeasureReader(activity);
  const coach = createCoach(activity, language, wording);
  const summary = createSummary(activity);
  const visibility = createVisibility(asked, coach);
  const corrections: Correction[] = [];
  const off = new Set<string>();
  const judge = judgeFor(asked);
  const state: TrackerState = {
    reps: 0,
    attempts: 0,
    phase: judge.phase,
    visible: false,
    view: undefined,
    progress: 0,
    holdMs: 0,
  };
  judge.strictness = strictness;
  judge.resume(earlier);
  emit(earlier);
  Object.assign(state, { phase: judge.phase, visible: false });

  function judgeFor(definition: Activity): Judge {
    switch (definition.kind) {
      case 'repetitions':
        return createRepJudge(definition, measures, coach);
      case 'hold':
        return createHoldJudge(definition, measures, coach);
      case 'sequence':
        return createSequenceJudge(definition, measures, coach);
    }
  }

  function emit<Events extends readonly CoachingEvent[]>(events: Events): Events {
    for (const event of events) {
      summary.add(event);
      if (event.type === 'repetition') state.reps++;
      else if (event.type === 'attempt') state.attempts++;
      else if (event.type === 'phase') state.phase = event.phase;
      else if (event.type === 'visibility') state.visible = event.visible;
    }
    state.progress = judge.progress;
    state.holdMs = judge.heldMs;
    return events;
  }

  return {
    activity,
    state,
    update(frame) {
      const events: CoachingEvent[] = [];
      const seen = body.read(frame);
      if (!seen) {
        visibility.nobody(frame.at, events);
        judge.unseen(frame.at, events);
        return emit(events);
      }
      measures.read(seen);
      visibility.look(seen, judge.atRest, events);
      state.view = seen.view;
      judge.judge(seen, events);
      return emit(events);
    },
    missing(at) {
      const events: CoachingEvent[] = [];
      visibility.nobody(at, events);
      judge.unseen(at, events);
      return emit(events);
    },
    correct(correction) {
      const checked = correctionSchema.parse(correction);
      if (corrections.length < MAX_CORRECTIONS) corrections.push(checked);
      if (checked.kind === 'strictness') judge.strictness = checked.strictness;
      if (checked.kind === 'rule') {
        if (checked.told) off.delete(checked.rule);
        else off.add(checked.rule);
        asked.rules = activity.rules.filter(({ id }) => !off.has(id));
      }
    },
    finish(at) {
      const events: CoachingEvent[] = [];
      judge.finish(at, events);
      return emit(events);
    },
    summary: () => summary.value(corrections),
  };
}
