/** Keeps a session's state whole while numbered events arrive early, twice, or not at all. */
import { applyEvent, type SessionEvent, type SessionState } from '../../shared/contract/session.ts';

/** More waiting events than this are not worth keeping: the snapshot that is on its way has them. */
const MAX_WAITING = 1_000;

export interface SessionFeed {
  /** Undefined until the first snapshot. */
  state: SessionState | undefined;
  /** Events that can't be applied yet, in order of arrival. */
  waiting: readonly SessionEvent[];
  /** Whether a snapshot is needed, because an event is missing. */
  gap: boolean;
}

export const EMPTY_FEED: SessionFeed = { state: undefined, waiting: [], gap: false };

/** The feed after an event. Those already part of the state change nothing; those after a gap wait for a snapshot. */
export function receive(feed: SessionFeed, event: SessionEvent): SessionFeed {
  const { state, waiting } = feed;
  if (!state || feed.gap) return { ...feed, waiting: [...waiting, event].slice(-MAX_WAITING) };
  if (event.seq <= state.seq) return feed;
  if (event.seq > state.seq + 1) return { ...feed, waiting: [event], gap: true };
  return { ...feed, state: applyEvent(state, event) };
}

/** The feed after a snapshot: the waiting events that are newer than it are applied on top. */
export function refresh(feed: SessionFeed, snapshot: SessionState): SessionFeed {
  return feed.waiting.reduce(receive, { state: snapshot, waiting: [], gap: false } as SessionFeed);
}
