/** Whether a live session is recorded: what its people have decided, and what keeps the server from it. */
import { z } from 'zod';

/** What keeps the server from recording although it shall. */
export const recordingTroubleSchema = z.enum(['disk-full', 'no-recorder']);
export type RecordingTrouble = z.infer<typeof recordingTroubleSchema>;

/** `off` is for the rest of the session: who came because nothing is recorded is not recorded after all. */
export const recordingStateSchema = z.enum(['on', 'paused', 'off']);
export type RecordingState = z.infer<typeof recordingStateSchema>;

/** What somebody is shown before they join. */
export const recordingSignSchema = z.object({
  state: recordingStateSchema,
  /** Nothing is written while there is one, whatever the state. */
  trouble: recordingTroubleSchema.optional(),
});
export type RecordingSign = z.infer<typeof recordingSignSchema>;

export const recordingSchema = recordingSignSchema.extend({
  /** When it became so, ms of the session. */
  since: z.number().nonnegative(),
  /** Whose picture and voice are not recorded, as they have asked: participant ids. */
  refusedBy: z.array(z.uuid()),
});
export type Recording = z.infer<typeof recordingSchema>;

export const recordingChanges = [
  z.object({
    type: z.literal('recording-changed'),
    state: recordingStateSchema,
    trouble: recordingTroubleSchema.optional(),
    /** Who decided so; absent where the server says what it can or can't. */
    by: z.uuid().optional(),
  }),
  z.object({ type: z.literal('recording-refused'), participantId: z.uuid(), refused: z.boolean() }),
] as const;
type RecordingChange = z.infer<(typeof recordingChanges)[number]>;

/** Whether anything is written now. */
export const isRecorded = ({ state, trouble }: RecordingSign): boolean => state === 'on' && trouble === undefined;

export function applyToRecording(recording: Recording, change: RecordingChange, at: number): Recording {
  if (change.type === 'recording-refused') {
    const others = recording.refusedBy.filter((id) => id !== change.participantId);
    return { ...recording, refusedBy: change.refused ? [...others, change.participantId] : others };
  }
  const { state, trouble } = change;
  return { state, since: at, refusedBy: recording.refusedBy, ...(trouble && { trouble }) };
}
