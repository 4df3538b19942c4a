/** How we got into a session, kept for this tab, so that a reload leads straight back. */
import { z } from 'zod';
import { activitySchema } from '../../shared/coaching/index.ts';
import { roleSchema } from '../../shared/contract/roles.ts';

const entrySchema = z.object({
  role: roleSchema,
  /** What the session is judged by; null when it can't be read. */
  definition: activitySchema.nullable(),
  /** Token of the invitation link; absent for the owner. */
  invitation: z.string().optional(),
  /** What was chosen in the lobby; absent before. */
  entered: z.object({ picture: z.enum(['camera', 'demo', 'none']), sound: z.boolean() }).optional(),
  /** What was decided about being recorded, until the server knows it. */
  refusesRecording: z.boolean().optional(),
  /** What was muted or turned off in the session; absent before. */
  paused: z.object({ camera: z.boolean(), microphone: z.boolean() }).optional(),
});
export type Entry = z.infer<typeof entrySchema>;

const key = (sessionId: string) => `sideline.entry.${sessionId}`;

export function keepEntry(sessionId: string, entry: Entry): void {
  sessionStorage.setItem(key(sessionId), JSON.stringify(entry));
}

export function keptEntry(sessionId: string): Entry | undefined {
  const kept = sessionStorage.getItem(key(sessionId));
  // One that an older page has kept may look otherwise; then the session's record says the same.
  return kept ? entrySchema.safeParse(JSON.parse(kept)).data : undefined;
}

export function forgetEntry(sessionId: string): void {
  sessionStorage.removeItem(key(sessionId));
}
