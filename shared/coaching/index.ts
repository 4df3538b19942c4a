/** The coaching domain: keypoints in, repetitions, faults and cues out. Pure, without I/O, for browser and server alike. */
export { ACTIVITIES, findActivity } from './activities/index.ts';
export {
  type Keypoint,
  keypointSchema,
  LAYOUTS,
  type LayoutDetails,
  type PoseFrame,
  type PoseLayout,
  poseFrameSchema,
} from './body/keypoints.ts';
export {
  type Activity,
  type ActivityInput,
  activityIdSchema,
  activitySchema,
  localisedSchema,
} from './definition/activity.ts';
export { idSchema } from './definition/measure.ts';
export type { Rule } from './definition/rule.ts';
export {
  type CoachingEvent,
  type CoachingEventOf,
  coachingEventSchema,
  type FoundFault,
  type Language,
  languageSchema,
  type Severity,
  type Strictness,
  strictnessSchema,
  type View,
  viewSchema,
} from './events.ts';
export { type Guess, guessActivity, rankActivities } from './guess.ts';
export type { Wording } from './judging/cues.ts';
export {
  type Correction,
  type CorrectionRequest,
  correctedCount,
  correctionRequestSchema,
  correctionSchema,
  marksOf,
  rulesOff,
  strictnessOf,
} from './record/corrections.ts';
export {
  createTrackMeasures,
  type Measured,
  type MeasuredCurve,
  type MeasuredSide,
  unitOf,
} from './record/measured.ts';
export { nextSkillIndex, type SkillLevel, skillIndex, skillLevelOf, skillLevelSchema } from './record/skill.ts';
export {
  createSummary,
  GOOD_SCORE,
  type SessionSummary,
  sessionSummarySchema,
  summariseEvents,
} from './record/summary.ts';
export {
  createTrackReader,
  frameLine,
  readTrack,
  type TrackEntry,
  TrackError,
  type TrackReader,
  trackHeader,
  trackLines,
} from './record/track.ts';
export { createTrackJudge, GUESS_FRAMES, type TrackJudge } from './record/track-judge.ts';
export { createTracker, type Tracker, type TrackerOptions, type TrackerState } from './tracker.ts';
