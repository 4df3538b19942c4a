import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { GRACE_MS } from '../../../../../server/live/session/participants.ts';
import { SessionClock } from '../../../../../server/live/session/session-clock.ts';
import { SessionLog } from '../../../../../server/live/session/session-log.ts';
import { SessionReview } from '../../../../../server/live/session/session-review.ts';
import { newSessionState, type SessionChange, type SessionEvent } from '../../../../../shared/contract/session.ts';
import { builtIn } from '../../../../support/activity.ts';

const aCoach = (name: string) => ({ id: crypto.randomUUID(), user: { id: crypto.randomUUID(), name } });
const [KIM, LOU] = [aCoach('Kim'), aCoach('Lou')];
const FILM = { sessionId: crypto.randomUUID(), participantId: null };
const view = (at: number, rate = 0) => ({
  motion: { at, rate, from: 0, until: 1_000 },
  look: { skeleton: true, zoom: 1, x: 0.5, y: 0.5 },
});
const joined = ({ id, user }: typeof KIM): SessionChange => ({
  type: 'participant-joined',
  participant: { id, name: user.name, role: 'coach', connected: true, producers: [] },
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A session in which every recording may be looked at, once that is found out. */
function aReview() {
  const kept: SessionEvent[] = [];
  const log = new SessionLog({
    state: newSessionState(crypto.randomUUID(), builtIn('squat'), 0),
    clock: new SessionClock(0),
    journal: { append: async (_sessionId, event) => void kept.push(event) },
    onEvent: () => undefined,
    onNotKept: () => undefined,
  });
  const answers: ((filmed: boolean) => void)[] = [];
  const review = new SessionReview({
    log,
    files: { isFilmed: () => new Promise((resolve) => answers.push(resolve)) },
    mustBeLive: () => undefined,
    onPointer: () => undefined,
  });
  /** Answers all that was asked so far. */
  const answer = (filmed: boolean) => {
    for (const give of answers.splice(0)) give(filmed);
  };
  return { review, log, answer, kept };
}

it('shows what the coach who asked first may look at, and refuses the other', async () => {
  const { review, log, answer } = aReview();
  const asked = [KIM, LOU].map((coach) => review.show(coach, { ...FILM, view: view(0) }));
  answer(true);
  const [first, second] = await Promise.allSettled(asked);
  expect(first).toMatchObject({ status: 'fulfilled' });
  expect(second).toMatchObject({ status: 'rejected', reason: { code: 'out_of_order' } });
  expect(log.state.review).toMatchObject({ ...FILM, by: KIM.id });
});

it('shows nothing that the coach may not look at', async () => {
  const { review, log, answer } = aReview();
  const asked = review.show(KIM, { ...FILM, view: view(0) });
  answer(false);
  await expect(asked).rejects.toMatchObject({ code: 'not_found' });
  expect(log.state.review).toBeUndefined();
});

it('keeps what is shown, and where it was played or stopped, and nothing of the way there', async () => {
  const { review, answer, kept } = aReview();
  const asked = review.show(KIM, { ...FILM, view: view(0) });
  answer(true);
  await asked;
  for (let at = 10; at <= 500; at += 10) review.move(KIM, view(at));
  review.draw(KIM, { ink: [] });
  review.move(KIM, view(500, 0.5));
  review.move(KIM, view(700));
  review.close();
  const places = kept.map(({ change }) =>
    change.type === 'review-shown' ? change.review.view.motion.at : change.type,
  );
  expect(places).toEqual([0, 500, 700, 'review-closed']);
});

it.each([
  ['goes on after a restart when its coach comes back', KIM, true],
  ['is closed after a restart when only others come back', LOU, false],
])('%s', async (_, back, stays) => {
  const { review, log } = aReview();
  review.comeBack({ ...FILM, view: view(100), by: KIM.id, since: 0, drawing: { ink: [] } });
  expect(log.state.review).toMatchObject(FILM);
  log.publish(joined(back));
  await vi.advanceTimersByTimeAsync(GRACE_MS);
  expect(log.state.review !== undefined).toBe(stays);
});

it('waits for nobody once the session has closed', async () => {
  const { review, kept } = aReview();
  review.comeBack({ ...FILM, view: view(100), by: KIM.id, since: 0, drawing: { ink: [] } });
  review.stop();
  review.stop();
  await vi.advanceTimersByTimeAsync(GRACE_MS);
  expect(kept).toEqual([]);
});
