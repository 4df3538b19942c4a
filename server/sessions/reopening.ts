import type { Logger } from 'pino';
import type { SessionEvent } from '../../shared/contract/session.ts';
import type { SessionMs } from '../../shared/time/moments.ts';
import { serverNow } from '../clock.ts';
import type { LiveSessions } from '../live/session/live-sessions.ts';
import type { Records } from '../records/records.ts';
import type { SessionCloser } from './session-closer.ts';

export interface ReopeningServices {
  records: Pick<Records, 'sessions' | 'participants'>;
  live: Pick<LiveSessions, 'open'>;
  closer: Pick<SessionCloser, 'close'>;
  logger: Logger;
}

/**
 * Opens a session that was live before, as it was when its last event was kept; whoever was in it may come back. One that fails is
 * left for another try, and stops no other. A session whose activity this version can't read is closed.
 */
export async function reopen(services: ReopeningServices, sessionId: string): Promise<void> {
  const { records, live, closer, logger } = services;
  try {
    const opening = await records.sessions.opening(sessionId);
    if (!opening) return;
    const { definition: activity, ownerId, language, recording, lastSeq } = opening;
    const events = await records.sessions.events(sessionId);
    const lastAt = lastMoment(events);
    if (!activity) {
      logger.warn({ sessionId }, 'session can not go on: this version can not read its activity');
      await closer.close(sessionId, 'interrupted', lastAt);
      return;
    }
    // The session's clock never goes back, also where the server's was set back meanwhile.
    const startedAt = Math.min(opening.startedAt, serverNow() - lastAt);
    const places = await records.participants.of(sessionId);
    live.open({
      id: sessionId,
      ownerId,
      activity,
      language,
      startedAt,
      recording,
      earlier: { events, lastSeq, lastAt, places },
    });
    logger.info({ sessionId, events: events.length }, 'session goes on');
  } catch (error) {
    logger.error({ err: error, sessionId }, 'session could not be opened again');
  }
}

/** When something last happened, ms of the session. That it was opened again is no such thing. */
function lastMoment(events: readonly SessionEvent[]): SessionMs {
  return events.reduce((last, { at, change }) => (change.type === 'media-restarted' ? last : Math.max(last, at)), 0);
}
