/**
 * The latency budget: a frame's way from the athlete's camera to a viewer's screen, cut into steps without gaps: the
 * steps of a frame add up to the time from capture to screen. Times are in ms; moments are ms since the session's start.
 */
import { z } from 'zod';

/** Steps up to the moment when the server has handed a frame's feedback out, in the order in which frames pass them. */
export const SERVER_STEPS = [
  /** Taken by the athlete's camera, until the analysis has its last packet: encoding, network, SFU. */
  'uplink',
  'decode',
  /** Until the worker has time for it. */
  'wait',
  /** Conversion to what the model takes. */
  'scale',
  'inference',
  /** From the analysis process to the server's. */
  'handover',
  /** Counting and judging. */
  'coaching',
  /** Encoding of the pose, numbering of events, handing both to the sockets. */
  'send',
] as const;

/** Steps that only the viewer sees. */
export const VIEWER_STEPS = [
  /** Until the pose has arrived and been parsed. */
  'socket',
  /** Until it is drawn. */
  'screen',
] as const;

export const LATENCY_STEPS = [...SERVER_STEPS, ...VIEWER_STEPS] as const;
export type LatencyStep = (typeof LATENCY_STEPS)[number];

/** A frame that takes longer in one step is of no use any more, ms. */
export const MAX_STEP_MS = 10_000;
/** Most frames in one message, either way. */
export const MAX_REPORTED_FRAMES = 64;

const moment = z.number().min(0).max(1e9);
const share = z.number().min(0).max(MAX_STEP_MS);

/** A frame as a viewer saw it. `at` is that of its pose packet. */
export const seenFrameSchema = z.object({ at: z.int().min(0).max(1e9), arrivedAt: moment, drawnAt: moment });
export type SeenFrame = z.infer<typeof seenFrameSchema>;

/** A frame as the server passed it on. */
export const passedFrameSchema = z.object({
  /** That of its pose packet. */
  at: z.int().min(0),
  /** Null until the athlete's clock is known. */
  capturedAt: moment.nullable(),
  sentAt: moment,
  /** Ms in each of `SERVER_STEPS`; the first is null as long as the capture time is. */
  steps: z.array(share.nullable()).length(SERVER_STEPS.length),
});
export type PassedFrame = z.infer<typeof passedFrameSchema>;

/** What decides how often an athlete is analysed: what they do, or the load of the machine. */
export const RATE_REASONS = ['moving', 'at rest', 'absent', 'load'] as const;
export type RateReason = (typeof RATE_REASONS)[number];

/** How often an athlete is analysed, in frames a second. */
export const analysisRateSchema = z.object({
  /** While they move and the machine is fast enough. */
  full: z.number().min(0),
  /** At present, for the reason given. */
  wanted: z.number().min(0),
  /** What really was analysed in the last seconds. */
  actual: z.number().min(0),
  reason: z.enum(RATE_REASONS),
  /** The faster, less exact model is in use, because the machine is too slow for the usual one at present. */
  lightModel: z.boolean(),
});
export type AnalysisRate = z.infer<typeof analysisRateSchema>;

/** What an open latency panel receives, about twice a second. */
export const latencyUpdateSchema = z.object({
  /** Whose frames. */
  athleteId: z.uuid(),
  /** Passed on since the last update, oldest first. */
  frames: z.array(passedFrameSchema).max(MAX_REPORTED_FRAMES),
  engine: z.object({ name: z.string(), model: z.string() }),
  /** Null while there is no camera. */
  rate: analysisRateSchema.nullable(),
  /** Frames that were not analysed since the athlete's camera came, by what became of them. */
  drops: z.object({
    /** More than were wanted. */
    skipped: z.int().min(0),
    /** A newer one came before the worker had time. */
    dropped: z.int().min(0),
    /** Incomplete, undecodable, or held back until a key frame. */
    broken: z.int().min(0),
    /** Packets. */
    lostPackets: z.int().min(0),
  }),
});
export type LatencyUpdate = z.infer<typeof latencyUpdateSchema>;
