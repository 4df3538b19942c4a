import { describe, expect, it } from 'vitest';
import type { CoachingEvent } from '../../../../shared/coaching/index.ts';
import { type AthleteState, MAX_FEEDBACK } from '../../../../shared/contract/athlete-state.ts';
import { MAX_BOARD_STROKES, type Stroke } from '../../../../shared/contract/board.ts';
import { reviewedAt } from '../../../../shared/contract/live-review.ts';
import { replayedAt } from '../../../../shared/contract/replay.ts';
import {
  applyEvent,
  newSessionState,
  type SessionChange,
  type SessionState,
} from '../../../../shared/contract/session.ts';
import { builtIn } from '../../../support/activity.ts';

const ID = '0b6f7a1e-0000-4000-8000-000000000000';
const COACH = '0b6f7a1e-1111-4111-8111-111111111111';
const ATHLETE = '0b6f7a1e-2222-4222-8222-222222222222';
const CAMERA = '0b6f7a1e-4444-4444-8444-444444444444';

const after = (...changes: SessionChange[]): SessionState =>
  changes.reduce(
    (state, change) => applyEvent(state, { seq: state.seq + 1, at: 0, change }),
    newSessionState(ID, builtIn('squat'), 0),
  );

const participant = (id: string, role: 'athlete' | 'coach', name: string): SessionChange => ({
  type: 'participant-joined',
  participant: { id, name, role, connected: true, producers: [] },
});
const athleteJoined = participant(ATHLETE, 'athlete', 'Ada');

/** What belongs to the athlete, who has come, after these changes. */
function athleteAfter(...changes: SessionChange[]): AthleteState {
  const athlete = after(athleteJoined, ...changes).athletes[ATHLETE];
  if (!athlete) throw new Error('there is no athlete');
  return athlete;
}

const stroke = (id: string, authorId = COACH): Stroke => ({
  id,
  authorId,
  tool: 'freehand',
  colour: '#ffd400',
  width: 0.01,
  points: [[0, 0]],
  finished: false,
});
const begun = (id: string, authorId?: string): SessionChange => ({
  type: 'stroke-begun',
  athleteId: ATHLETE,
  stroke: stroke(id, authorId),
});
const coach = { id: COACH, name: 'Kim', role: 'coach', connected: true, producers: [] } as const;
const joined: SessionChange = { type: 'participant-joined', participant: { ...coach, producers: [] } };
const published: SessionChange = {
  type: 'producer-added',
  participantId: COACH,
  producer: { id: CAMERA, kind: 'video', source: 'camera', paused: false },
};
const cue = (at: number): CoachingEvent => ({
  type: 'cue',
  at,
  id: 'deeper',
  kind: 'correction',
  text: 'Deeper',
  spoken: 'Deeper',
});

describe('a frozen picture', () => {
  const frozen: SessionChange = { type: 'frozen', athleteId: ATHLETE, by: COACH, at: 1_234 };

  it('stands still for everyone, also for those who come later, until it is released', () => {
    expect(athleteAfter(joined, frozen).frozen).toEqual({ by: COACH, at: 1_234 });
    expect(athleteAfter(joined, frozen, { type: 'released', athleteId: ATHLETE }).frozen).toBeUndefined();
  });

  it.each<[string, SessionChange]>([
    ['the coach who froze it leaves', { type: 'participant-left', participantId: COACH }],
    ['that coach is cut off', { type: 'participant-connection', participantId: COACH, connected: false }],
    ['the media begin anew', { type: 'media-restarted', generation: 2 }],
    ['the session ends', { type: 'session-ended', status: 'ended' }],
  ])('goes on when %s', (_, change) => {
    expect(athleteAfter(joined, frozen, change).frozen).toBeUndefined();
  });

  it('stays when somebody else leaves', () => {
    const left: SessionChange = { type: 'participant-left', participantId: ATHLETE };
    expect(athleteAfter(joined, frozen, left).frozen).toBeDefined();
  });
});

describe('a replay', () => {
  const playhead = { by: COACH, from: 1_000, to: 5_000, at: 2_000, rate: 0.5, since: 6_000 };
  const replayed: SessionChange = { type: 'replayed', athleteId: ATHLETE, ...playhead };
  const stroke: Stroke = {
    ...{ id: CAMERA, authorId: COACH, colour: '#ffd400', width: 0.01, points: [[0, 0]], finished: true },
    tool: 'line',
  };
  const drawn = (on: Partial<Stroke>): SessionChange => ({
    type: 'stroke-begun',
    athleteId: ATHLETE,
    stroke: { ...stroke, ...on },
  });

  it('is there for everyone, also for those who come later, until it is closed, and lets a frozen picture go on', () => {
    const frozen: SessionChange = { type: 'frozen', athleteId: ATHLETE, by: COACH, at: 1_234 };
    expect(athleteAfter(joined, frozen, replayed)).toMatchObject({ replay: playhead, frozen: undefined });
    expect(athleteAfter(joined, replayed, { type: 'replay-closed', athleteId: ATHLETE }).replay).toBeUndefined();
  });

  it.each<[string, SessionChange]>([
    ['it is closed', { type: 'replay-closed', athleteId: ATHLETE }],
    ['its coach leaves', { type: 'participant-left', participantId: COACH }],
    ['its coach is cut off', { type: 'participant-connection', participantId: COACH, connected: false }],
    ['the media begin anew', { type: 'media-restarted', generation: 2 }],
    ['the session ends', { type: 'session-ended', status: 'ended' }],
  ])('takes its ink along, and no other, when %s', (_, change) => {
    const onLive = drawn({ id: ATHLETE });
    const { replay, board } = athleteAfter(joined, onLive, replayed, drawn({ replayed: true }), change);
    expect({ replay, ink: board.map(({ id }) => id) }).toEqual({ replay: undefined, ink: [ATHLETE] });
  });

  it('stays with its ink when somebody else leaves', () => {
    const left: SessionChange = { type: 'participant-left', participantId: ATHLETE };
    const { replay, board } = athleteAfter(joined, replayed, drawn({ replayed: true }), left);
    expect(replay).toEqual(playhead);
    expect(board).toHaveLength(1);
  });

  it.each([
    ['stands still at any time', { rate: 0 }, 60_000, 2_000],
    ['moves as fast as it was set', {}, 8_000, 3_000],
    ['begins again at the end', {}, 14_000, 2_000],
    ['is where it was set while a clock is behind', {}, 5_000, 2_000],
  ])('has a playhead that %s', (_, change, now, at) => {
    expect(replayedAt({ ...playhead, ...change }, now)).toBe(at);
  });
});

describe('a recording that is looked at together', () => {
  const film = { sessionId: CAMERA, participantId: null };
  const look = { skeleton: true, zoom: 1, x: 0.5, y: 0.5 };
  const motion = { at: 2_000, rate: 0.5, from: 1_000, until: 4_000 };
  const review = { ...film, by: COACH, since: 6_000, view: { motion, look } };
  const shown: SessionChange = { type: 'review-shown', review };
  const ink = [
    { id: CAMERA, tool: 'line' as const, colour: '#ffd400', width: 0.01, points: [[0, 0]] as [number, number][] },
  ];
  const drawn: SessionChange = { type: 'review-drawn', drawing: { ink, at: 2_000 } };

  it('is there for everyone until it is closed, with nothing drawn on it, and takes the place of a frozen picture', () => {
    const frozen: SessionChange = { type: 'frozen', athleteId: ATHLETE, by: COACH, at: 1_234 };
    const state = after(athleteJoined, joined, frozen, shown);
    expect(state.review).toEqual({ ...review, drawing: { ink: [] } });
    expect(state.athletes[ATHLETE]?.frozen).toBeUndefined();
    expect(after(joined, shown, { type: 'review-closed' }).review).toBeUndefined();
  });

  it('keeps its ink while its playhead moves, and not on another film', () => {
    const moved: SessionChange = { type: 'review-shown', review: { ...review, since: 7_000 } };
    expect(after(joined, shown, drawn, moved).review).toMatchObject({ since: 7_000, drawing: { ink } });
    const another: SessionChange = { type: 'review-shown', review: { ...review, participantId: ATHLETE } };
    expect(after(joined, shown, drawn, another).review?.drawing).toEqual({ ink: [] });
    expect(after(joined, drawn).review).toBeUndefined();
  });

  it.each<[string, boolean, SessionChange]>([
    ['ends when its coach leaves', false, { type: 'participant-left', participantId: COACH }],
    ['ends with the session', false, { type: 'session-ended', status: 'ended' }],
    ['waits for its coach', true, { type: 'participant-connection', participantId: COACH, connected: false }],
    ['stays when the athlete leaves', true, { type: 'participant-left', participantId: ATHLETE }],
    ['stays when the media begin anew', true, { type: 'media-restarted', generation: 2 }],
  ])('%s', (_, stays, change) => {
    expect(after(athleteJoined, joined, shown, change).review !== undefined).toBe(stays);
  });

  it.each([
    ['stands still at any time', { rate: 0 }, 60_000, 2_000],
    ['moves as fast as it was set', {}, 1_000, 2_500],
    ['stands still at the end of its stretch', {}, 14_000, 4_000],
    ['moves backwards, to the beginning', { rate: -1 }, 1_500, 1_000],
    ['is where it was set while a clock is behind', {}, -5_000, 2_000],
  ])('has a playhead that %s', (_, change, elapsed, at) => {
    expect(reviewedAt({ ...motion, ...change }, elapsed)).toBe(at);
  });
});

it('keeps why an athlete is not analysed until they are again', () => {
  const obstacle = { reason: 'too-large', since: 1_234 } as const;
  const kept = athleteAfter(joined, { type: 'analysis-obstacle', athleteId: ATHLETE, obstacle });
  expect(kept.analysisObstacle).toEqual(obstacle);
  const gone = athleteAfter(
    joined,
    { type: 'analysis-obstacle', athleteId: ATHLETE, obstacle },
    { type: 'analysis-obstacle', athleteId: ATHLETE },
  );
  expect(gone.analysisObstacle).toBeUndefined();
});

describe('the state of a session', () => {
  it('carries the number of its last event', () => {
    expect(after({ type: 'spectators', count: 1 }, { type: 'spectators', count: 2 })).toMatchObject({
      seq: 2,
      spectators: 2,
    });
  });

  it('shows a person who came back once', () => {
    expect(
      after(joined, { type: 'participant-connection', participantId: COACH, connected: false }, joined).participants,
    ).toEqual([{ ...coach }]);
  });

  it('keeps producers with their participants until they end or the media restarts', () => {
    expect(after(joined, published).participants[0]?.producers).toHaveLength(1);
    expect(
      after(joined, published, { type: 'producer-paused', producerId: CAMERA, paused: true }).participants[0],
    ).toMatchObject({
      producers: [{ paused: true }],
    });
    expect(
      after(joined, published, { type: 'producer-removed', producerId: CAMERA }).participants[0]?.producers,
    ).toEqual([]);
    const restarted = after(joined, published, { type: 'media-restarted', generation: 2 });
    expect(restarted).toMatchObject({ mediaGeneration: 2, participants: [{ producers: [] }] });
  });

  it('extends a freehand stroke and moves the last point of a line', () => {
    const drawn = after(athleteJoined, begun('a'), {
      type: 'stroke-drawn',
      athleteId: ATHLETE,
      id: 'a',
      from: 1,
      points: [
        [0.1, 0.1],
        [0.2, 0.2],
      ],
    });
    expect(drawn.athletes[ATHLETE]?.board[0]?.points).toEqual([
      [0, 0],
      [0.1, 0.1],
      [0.2, 0.2],
    ]);
    const moved = applyEvent(drawn, {
      seq: 4,
      at: 0,
      change: { type: 'stroke-drawn', athleteId: ATHLETE, id: 'a', from: 1, points: [[0.9, 0.9]] },
    });
    expect(moved.athletes[ATHLETE]?.board[0]?.points).toEqual([
      [0, 0],
      [0.9, 0.9],
    ]);
  });

  it('clears one person’s ink or all of it', () => {
    const both = [begun('a', COACH), begun('b', ATHLETE)];
    expect(
      athleteAfter(...both, { type: 'board-cleared', athleteId: ATHLETE, authorId: COACH }).board.map(({ id }) => id),
    ).toEqual(['b']);
    expect(athleteAfter(...both, { type: 'board-cleared', athleteId: ATHLETE }).board).toEqual([]);
    for (const over of ['live', 'replay'] as const) {
      const left = athleteAfter(...both, { type: 'board-cleared', athleteId: ATHLETE, over }).board;
      expect(left).toHaveLength(over === 'live' ? 0 : 2);
    }
  });

  it('lets the oldest stroke go when the board is full', () => {
    const strokes = Array.from({ length: MAX_BOARD_STROKES + 1 }, (_, index) => begun(`stroke-${index}`));
    expect(athleteAfter(...strokes).board).toHaveLength(MAX_BOARD_STROKES);
    expect(athleteAfter(...strokes).board[0]?.id).toBe('stroke-1');
  });

  it('lists cues and keeps the newest on show, within a bound', () => {
    const cues = Array.from(
      { length: MAX_FEEDBACK + 5 },
      (_, at): SessionChange => ({ type: 'coaching', athleteId: ATHLETE, event: cue(at) }),
    );
    const state = athleteAfter(...cues);
    expect(state.feedback).toHaveLength(MAX_FEEDBACK);
    expect(state.cue).toMatchObject({ at: MAX_FEEDBACK + 4 });
  });

  it('does not list phases', () => {
    const state = athleteAfter({
      type: 'coaching',
      athleteId: ATHLETE,
      event: { type: 'phase', at: 1, phase: 'down' },
    });
    expect(state).toMatchObject({ phase: 'down', feedback: [] });
  });

  describe('with several athletes', () => {
    const OTHER = '0b6f7a1e-5555-4555-8555-555555555555';
    const otherJoined = participant(OTHER, 'athlete', 'Bo');
    const left = (participantId: string): SessionChange => ({ type: 'participant-left', participantId });
    const counted = (athleteId: string): SessionChange => ({
      type: 'coaching',
      athleteId,
      event: { type: 'attempt', at: 1, start: 0, why: 'too-shallow', reach: 0.5 },
    });

    it('keeps count, feedback and ink of each apart', () => {
      const state = after(athleteJoined, begun('a'), left(ATHLETE), otherJoined, counted(OTHER), counted(OTHER));
      expect(state.athletes).toMatchObject({
        [ATHLETE]: { number: 0, attempts: 0, board: [{ id: 'a' }] },
        [OTHER]: { number: 1, attempts: 2, board: [] },
      });
    });

    it('gives an athlete who comes back what was theirs, and puts them last', () => {
      const state = after(athleteJoined, counted(ATHLETE), left(ATHLETE), otherJoined, left(OTHER), athleteJoined);
      expect(state.athletes[ATHLETE]).toMatchObject({ number: 0, attempts: 1 });
      expect(Object.keys(state.athletes)).toEqual([OTHER, ATHLETE]);
    });

    it('lets the ink over whoever is away go when all boards together are full', () => {
      const strokes = (athleteId: string): SessionChange[] =>
        Array.from({ length: MAX_BOARD_STROKES }, (_, index) => ({
          type: 'stroke-begun',
          athleteId,
          stroke: stroke(`${athleteId} ${index}`),
        }));
      const full = [athleteJoined, ...strokes(ATHLETE), left(ATHLETE), otherJoined];
      expect(after(...full).athletes[ATHLETE]?.board).toHaveLength(MAX_BOARD_STROKES);
      const { athletes } = after(...full, ...strokes(OTHER));
      expect(athletes).toMatchObject({ [ATHLETE]: { board: [] }, [OTHER]: { board: { length: MAX_BOARD_STROKES } } });
    });

    it('changes nothing for an athlete who never came', () => {
      expect(after(counted(ATHLETE)).athletes).toEqual({});
    });
  });

  it('has nobody in it once it has ended', () => {
    expect(after(joined, { type: 'session-ended', status: 'ended' })).toMatchObject({
      status: 'ended',
      participants: [],
    });
  });
});
