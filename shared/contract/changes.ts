/** Changes of records, as open pages hear of them: what to ask anew, and nothing of what it says. */
import { z } from 'zod';

/** What a page may follow: what is the person's own to see (`own`), or one session's record. */
export const changeTopicSchema = z.union([z.literal('own'), z.templateLiteral(['session:', z.uuid()])]);
export type ChangeTopic = z.infer<typeof changeTopicSchema>;

/** Of `own`: the list of sessions, progress, who lets whom see their training and what they are called, and films that are uploaded. */
export const OWN_KINDS = ['sessions', 'progress', 'roster', 'uploads'] as const;

/** Of a session: what it came to, its comments, its clips and the links to them, its lessons, its recordings and films. */
export const SESSION_KINDS = ['session', 'comments', 'clips', 'lessons', 'files'] as const;

/** `everything` where it is not known what changed, as after a connection was lost or a right to read ended. */
export const changeSchema = z.object({
  topic: changeTopicSchema,
  kind: z.enum([...OWN_KINDS, ...SESSION_KINDS, 'everything']),
});
export type Change = z.infer<typeof changeSchema>;
export type ChangeKind = Change['kind'];

export const topicOfSession = (sessionId: string): ChangeTopic => `session:${sessionId}`;
