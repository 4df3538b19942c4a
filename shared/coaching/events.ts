/** What the tracker emits: plain, numbered in ms of the session's clock, safe to store and to send. */
import { z } from 'zod';

export const viewSchema = z.enum(['front', 'three-quarter', 'side', 'back']);
/** From where the camera sees the athlete; `three-quarter` is between the front (or back) and a side. */
export type View = z.infer<typeof viewSchema>;

export const severitySchema = z.enum(['minor', 'moderate', 'major']);
export type Severity = z.infer<typeof severitySchema>;

/** Which limb a repetition was made with; absent where both work together. */
export const sideSchema = z.enum(['left', 'right']);

const at = z.number();
/** Text to read and, where it differs, text to say. */
const wording = { text: z.string(), spoken: z.string() };

export const foundFaultSchema = z.object({
  rule: z.string(),
  severity: severitySchema,
  /** The measured value that broke the rule, in the measure's unit (degrees, ms, ratio). */
  value: z.number(),
  /** The bound that it broke. */
  limit: z.number(),
  side: sideSchema.optional(),
});
export type FoundFault = z.infer<typeof foundFaultSchema>;

export const coachingEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('visibility'),
    at,
    /** Whether enough of the athlete is in the picture to be judged. */
    visible: z.boolean(),
    /** Parts of the body that are missing, e.g. `ankles`; empty when visible or when nobody is there. */
    missing: z.array(z.string()),
    advice: z.string(),
  }),
  z.object({
    type: z.literal('view'),
    at,
    view: viewSchema,
    /** Whether this activity can be judged well from here. */
    useful: z.boolean(),
    /** Rules that can't be judged from this view. */
    unjudged: z.array(z.string()),
    advice: z.string(),
  }),
  z.object({ type: z.literal('phase'), at, phase: z.string() }),
  z.object({
    type: z.literal('attempt'),
    at,
    start: z.number(),
    why: z.enum(['too-shallow', 'not-locked-out', 'incomplete']),
    /** How far the movement went, 0 (start position) to 1 (full range). */
    reach: z.number(),
    side: sideSchema.optional(),
  }),
  z.object({
    type: z.literal('repetition'),
    at,
    /** Counts from 1. */
    index: z.int().positive(),
    side: sideSchema.optional(),
    /** Leaving the start position, the turning point, and coming back, ms of the session. */
    start: z.number(),
    turn: z.number(),
    end: z.number(),
    /** Duration of each phase, ms, by the activity's own names of the phases. */
    phases: z.record(z.string(), z.number()),
    /** Of a skill with key positions: when each was reached, ms of the session, by the activity's own names. */
    moments: z.record(z.string(), z.number()).optional(),
    /** Of the activity's main measure, in its unit: the smallest and largest value, and their difference. */
    range: z.object({ measure: z.string(), min: z.number(), max: z.number(), span: z.number() }),
    /** How far the movement went, 0 (start position) to 1 (full range); may pass 1. */
    reach: z.number(),
    /** The value of each measure at the turning point. */
    peaks: z.record(z.string(), z.number()),
    /** Mean difference of left and right in the main measure, in its unit; absent where one side is hidden. */
    asymmetry: z.number().optional(),
    faults: z.array(foundFaultSchema),
    /** 100 for a repetition without faults. */
    score: z.number().min(0).max(100),
  }),
  z.object({
    type: z.literal('hold'),
    at,
    state: z.enum(['started', 'progress', 'paused', 'resumed', 'ended']),
    /** Counts from 1. */
    index: z.int().positive(),
    /** Time held in good form so far, ms. */
    held: z.number(),
  }),
  z.object({
    type: z.literal('fault'),
    at,
    rule: z.string(),
    severity: severitySchema,
    /** The repetition or hold it belongs to; absent for an attempt. */
    index: z.int().positive().optional(),
    side: sideSchema.optional(),
    value: z.number(),
    limit: z.number(),
  }),
  z.object({
    type: z.literal('cue'),
    at,
    id: z.string(),
    kind: z.enum(['correction', 'praise', 'milestone', 'guide']),
    ...wording,
  }),
]);

export type CoachingEvent = z.infer<typeof coachingEventSchema>;
export type CoachingEventOf<Type extends CoachingEvent['type']> = Extract<CoachingEvent, { type: Type }>;

export const strictnessSchema = z.enum(['beginner', 'standard', 'strict']);
/** How much is asked of the athlete before a movement counts and before a fault is named. */
export type Strictness = z.infer<typeof strictnessSchema>;

export const languageSchema = z.enum(['en', 'de']);
export type Language = z.infer<typeof languageSchema>;
