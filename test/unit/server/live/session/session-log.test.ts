import { expect, it } from 'vitest';
import { SessionClock } from '../../../../../server/live/session/session-clock.ts';
import { SessionLog } from '../../../../../server/live/session/session-log.ts';
import { newAthleteState } from '../../../../../shared/contract/athlete-state.ts';
import { newSessionState, type SessionEvent } from '../../../../../shared/contract/session.ts';
import { builtIn } from '../../../../support/activity.ts';

const ID = '0b6f7a1e-1111-4111-8111-111111111111';
const athleteId = '0b6f7a1e-2222-4222-8222-222222222222';

/** A log with what everyone saw and what was kept of it. */
function aLog() {
  const seen: SessionEvent[] = [];
  const kept: SessionEvent[] = [];
  const log = new SessionLog({
    state: { ...newSessionState(ID, builtIn('squat'), 0), athletes: { [athleteId]: newAthleteState(0) } },
    clock: new SessionClock(0),
    journal: { append: async (_sessionId, event) => void kept.push(event) },
    onEvent: (event) => seen.push(event),
    onNotKept: () => undefined,
  });
  return { log, types: () => ({ seen: seen.map(typeOf), kept: kept.map(typeOf) }) };
}
const typeOf = ({ change }: SessionEvent) => change.type;

const stroke = {
  id: '0b6f7a1e-3333-4333-8333-333333333333',
  authorId: ID,
  tool: 'line' as const,
  colour: '#ffd400',
  width: 0.01,
  points: [[0.5, 0.5] as [number, number]],
  finished: false,
};

it('keeps a whole stroke once it has ended, and nothing of its way there', async () => {
  const { log, types } = aLog();
  log.publish({ type: 'stroke-begun', athleteId, stroke });
  log.publish({ type: 'stroke-drawn', athleteId, id: stroke.id, from: 0, points: [[0.6, 0.6]] });
  await log.publishDurably(
    { type: 'stroke-ended', athleteId, id: stroke.id },
    { type: 'stroke-begun', athleteId, stroke: { ...stroke, finished: true } },
  );
  expect(types()).toEqual({ seen: ['stroke-begun', 'stroke-drawn', 'stroke-ended'], kept: ['stroke-begun'] });
});

it('keeps nothing of a stroke that was taken back while it was drawn', () => {
  const { log, types } = aLog();
  log.publish({ type: 'stroke-begun', athleteId, stroke });
  log.publishUnkept({ type: 'stroke-removed', athleteId, id: stroke.id });
  expect(types()).toEqual({ seen: ['stroke-begun', 'stroke-removed'], kept: [] });
  expect(log.state.athletes[athleteId]?.board).toEqual([]);
});
