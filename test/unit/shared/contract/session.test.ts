import { describe, expect, it } from 'vitest';
import type { CoachingEvent } from '../../../../shared/coaching/index.ts';
import { MAX_BOARD_STROKES, type Stroke } from '../../../../shared/contract/board.ts';
import {
  applyEvent,
  MAX_FEEDBACK,
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
  const frozen: SessionChange = { type: 'frozen', by: COACH, at: 1_234 };

  it('stands still for everyone, also for those who come later, until it is released', () => {
    expect(after(joined, frozen).frozen).toEqual({ by: COACH, at: 1_234 });
    expect(after(joined, frozen, { type: 'released' }).frozen).toBeUndefined();
  });

  it.each<[string, SessionChange]>([
    ['the coach who froze it leaves', { type: 'participant-left', participantId: COACH }],
    ['that coach is cut off', { type: 'participant-connection', participantId: COACH, connected: false }],
    ['the media begin anew', { type: 'media-restarted', generation: 2 }],
    ['the session ends', { type: 'session-ended', status: 'ended' }],
  ])('goes on when %s', (_, change) => {
    expect(after(joined, frozen, change).frozen).toBeUndefined();
  });

  it('stays when somebody else leaves', () => {
    const left: SessionChange = { type: 'participant-left', participantId: ATHLETE };
    expect(after(joined, frozen, left).frozen).toBeDefined();
  });
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
    const drawn = after(begun('a'), {
      type: 'stroke-drawn',
      id: 'a',
      from: 1,
      points: [
        [0.1, 0.1],
        [0.2, 0.2],
      ],
    });
    expect(drawn.board[0]?.points).toEqual([
      [0, 0],
      [0.1, 0.1],
      [0.2, 0.2],
    ]);
    const moved = applyEvent(drawn, {
      seq: 3,
      at: 0,
      change: { type: 'stroke-drawn', id: 'a', from: 1, points: [[0.9, 0.9]] },
    });
    expect(moved.board[0]?.points).toEqual([
      [0, 0],
      [0.9, 0.9],
    ]);
  });

  it('clears one person’s ink or all of it', () => {
    const both = [begun('a', COACH), begun('b', ATHLETE)];
    expect(after(...both, { type: 'board-cleared', authorId: COACH }).board.map(({ id }) => id)).toEqual(['b']);
    expect(after(...both, { type: 'board-cleared' }).board).toEqual([]);
  });

  it('lets the oldest stroke go when the board is full', () => {
    const strokes = Array.from({ length: MAX_BOARD_STROKES + 1 }, (_, index) => begun(`stroke-${index}`));
    expect(after(...strokes).board).toHaveLength(MAX_BOARD_STROKES);
    expect(after(...strokes).board[0]?.id).toBe('stroke-1');
  });

  it('lists cues and keeps the newest on show, within a bound', () => {
    const cues = Array.from(
      { length: MAX_FEEDBACK + 5 },
      (_, at): SessionChange => ({ type: 'coaching', event: cue(at) }),
    );
    const state = after(...cues);
    expect(state.feedback).toHaveLength(MAX_FEEDBACK);
    expect(state.cue).toMatchObject({ at: MAX_FEEDBACK + 4 });
  });

  it('does not list phases', () => {
    const state = after({ type: 'coaching', event: { type: 'phase', at: 1, phase: 'down' } });
    expect(state).toMatchObject({ phase: 'down', feedback: [] });
  });

  it('has nobody in it once it has ended', () => {
    expect(after(joined, { type: 'session-ended', status: 'ended' })).toMatchObject({
      status: 'ended',
      participants: [],
    });
  });
});
