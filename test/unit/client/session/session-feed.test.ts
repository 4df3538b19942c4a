import { expect, it } from 'vitest';
import { EMPTY_FEED, receive, refresh, type SessionFeed } from '../../../../client/session/session-feed.ts';
import { newSessionState, type SessionEvent, type SessionState } from '../../../../shared/contract/session.ts';
import { builtIn } from '../../../support/activity.ts';

/** Each event sets the number of spectators to its own number, so that the state shows which was applied last. */
const event = (seq: number): SessionEvent => ({ seq, at: seq * 10, change: { type: 'spectators', count: seq } });

const snapshot = (seq: number): SessionState => ({
  ...newSessionState('6f1c4b0e-3d5a-4d0e-9b7a-0d6c8f1a2b3c', builtIn('squat'), 0),
  seq,
  spectators: seq,
});

const after = (feed: SessionFeed, ...numbers: number[]) => numbers.map(event).reduce(receive, feed);

it('applies events in order', () => {
  const feed = after(refresh(EMPTY_FEED, snapshot(3)), 4, 5);
  expect(feed.state).toMatchObject({ seq: 5, spectators: 5 });
  expect(feed.gap).toBe(false);
});

it('lets an event that is known already change nothing', () => {
  const feed = refresh(EMPTY_FEED, snapshot(3));
  expect(after(feed, 2, 3)).toEqual(feed);
});

it('keeps events that come before the first snapshot and applies those that are newer', () => {
  const feed = refresh(after(EMPTY_FEED, 4, 5, 6), snapshot(5));
  expect(feed.state).toMatchObject({ seq: 6, spectators: 6 });
  expect(feed.waiting).toEqual([]);
});

it('asks for a snapshot when one is missing, and is whole after it', () => {
  const torn = after(refresh(EMPTY_FEED, snapshot(3)), 4, 6, 7);
  expect(torn).toMatchObject({ gap: true, state: { seq: 4 } });
  const mended = refresh(torn, snapshot(6));
  expect(mended).toMatchObject({ gap: false, state: { seq: 7, spectators: 7 } });
});

it('asks again when the snapshot is older than the gap', () => {
  const torn = after(refresh(EMPTY_FEED, snapshot(3)), 6);
  expect(refresh(torn, snapshot(4))).toMatchObject({ gap: true, state: { seq: 4 } });
});
