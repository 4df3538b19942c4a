/** What a live session begins with: a new one, or one that was live before. */
import type { Activity, Language } from '../../../shared/coaching/index.ts';
import type { RecordingState } from '../../../shared/contract/recording.ts';
import { applyEvent, newSessionState, type SessionEvent, type SessionState } from '../../../shared/contract/session.ts';
import type { ServerMs, SessionMs } from '../../../shared/time/moments.ts';
import type { Place } from '../../records/participants.ts';

export interface SessionDetails {
  id: string;
  ownerId: string;
  activity: Activity;
  language: Language;
  /** Zero of the session's clock, by the server's own. */
  startedAt: ServerMs;
  /** The owner's wish at the start. */
  recording: Exclude<RecordingState, 'paused'>;
  /** What happened in a session that was live before, in another run or on another server. */
  earlier?: EarlierSession;
}

/** A session up to the moment at which the server that ran it ended. */
export interface EarlierSession {
  events: readonly SessionEvent[];
  /** Number of the last event, also where that one can't be read. */
  lastSeq: number;
  /** When the last event was, ms of the session. */
  lastAt: SessionMs;
  /** Everyone who may come back to their place. */
  places: readonly Place[];
}

/** The state of a session that begins, or as it was when it was last live. */
export function firstState({ id, activity, startedAt, language, recording, earlier }: SessionDetails): SessionState {
  const begun = newSessionState(id, activity, startedAt, language, recording);
  return earlier ? { ...earlier.events.reduce(applyEvent, begun), seq: earlier.lastSeq } : begun;
}
