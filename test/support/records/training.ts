/** Sessions that somebody trained in, as the records keep them. */
import { randomUUID } from 'node:crypto';
import type { Records } from '../../../server/records/records.ts';
import { SessionCloser } from '../../../server/sessions/session-closer.ts';
import type { User } from '../../../shared/contract/rest.ts';
import { builtIn } from '../activity.ts';
import { aRepetition, athleteJoined, coachingEvent } from './events.ts';
import { aNewSession } from './sessions.ts';

export interface Training {
  activity?: string;
  /** Of one repetition each. */
  scores: readonly number[];
  daysAgo?: number;
  /** Whether the session has ended; it has unless this says otherwise. */
  ended?: boolean;
}

/** @returns the id of the session */
export async function train(
  records: Records,
  athlete: User,
  { activity = 'squat', scores, daysAgo = 0, ended = true }: Training,
): Promise<string> {
  const { id } = await records.sessions.create(athlete, aNewSession({ activity: builtIn(activity) }));
  if (daysAgo > 0) {
    const earlier = `update public.coaching_sessions set created_at = now() - $2 * interval '1 day' where id = $1`;
    await records.statements.execute(earlier, [id, daysAgo]);
  }
  const participantId = randomUUID();
  await records.participants.join(id, { participantId, user: athlete, role: 'athlete', invitationId: undefined });
  await records.journal.append(id, athleteJoined(1, participantId, athlete.name));
  for (const [index, score] of scores.entries()) {
    const repetition = aRepetition({ index: index + 1, score, asymmetry: 4 });
    await records.journal.append(id, coachingEvent(index + 2, repetition, repetition.at, participantId));
  }
  if (ended) await new SessionCloser(records).close(id, 'ended');
  return id;
}
