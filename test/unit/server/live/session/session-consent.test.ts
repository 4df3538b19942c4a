import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Participant } from '../../../../../server/live/session/participant.ts';
import { SessionClock } from '../../../../../server/live/session/session-clock.ts';
import { SessionConsent } from '../../../../../server/live/session/session-consent.ts';
import { SessionLog } from '../../../../../server/live/session/session-log.ts';
import { SidelineError } from '../../../../../shared/contract/errors.ts';
import type { RecordingState } from '../../../../../shared/contract/recording.ts';
import { applyEvent, newSessionState, type SessionEvent } from '../../../../../shared/contract/session.ts';
import { builtIn } from '../../../../support/activity.ts';

const ID = randomUUID();
const someone = () => ({ id: randomUUID() }) as Participant;

/** A session with its consent, its kept events, and what a recording that obeys it may write. */
function aSession(wish: Exclude<RecordingState, 'paused'> = 'on') {
  const kept: SessionEvent[] = [];
  let over = false;
  const begun = newSessionState(ID, builtIn('squat'), 0, 'en', wish);
  const log = new SessionLog({
    state: begun,
    clock: new SessionClock(Date.now()),
    journal: {
      append: async (_id, event) => {
        kept.push(event);
      },
    },
    onEvent: () => undefined,
    onNotKept: () => undefined,
  });
  const consent = new SessionConsent({
    log,
    mustBeLive: () => {
      if (over) throw new SidelineError('session_ended', 'over');
    },
  });
  return {
    consent,
    kept,
    state: () => log.state.recording,
    /** As it is after a restart. */
    again: () => kept.reduce(applyEvent, begun).recording,
    end: () => {
      over = true;
    },
  };
}

/** A recording that asks what it may write on command. */
function obeying({ consent }: ReturnType<typeof aSession>, participant: Participant) {
  const allowed = [consent.allows(participant.id)];
  consent.obeyedBy({ consentChanged: () => allowed.push(consent.allows(participant.id)) });
  return allowed;
}

describe('consent to a recording', () => {
  it('is paused and goes on, and the recording hears of it at once', async () => {
    const session = aSession();
    const [coach, athlete] = [someone(), someone()];
    const allowed = obeying(session, athlete);
    await session.consent.pause(coach);
    expect(session.state()).toMatchObject({ state: 'paused' });
    await expect(async () => session.consent.pause(coach)).rejects.toMatchObject({ code: 'out_of_order' });
    await session.consent.resume(coach);
    expect(session.state()).toMatchObject({ state: 'on' });
    expect(allowed).toEqual([true, false, true]);
    expect(session.kept.map(({ change }) => change)).toMatchObject([
      { state: 'paused', by: coach.id },
      { state: 'on', by: coach.id },
    ]);
  });

  it('is withdrawn for the rest of the session', async () => {
    const session = aSession();
    const coach = someone();
    const allowed = obeying(session, someone());
    await session.consent.end(coach);
    await session.consent.end(coach);
    expect(allowed).toEqual([true, false]);
    await expect(async () => session.consent.resume(coach)).rejects.toMatchObject({ code: 'out_of_order' });
    session.consent.hindered('disk-full');
    expect(session.state()).toMatchObject({ state: 'off' });
    expect(session.kept).toHaveLength(1);
  });

  it('is never there in a session that was started without it', async () => {
    const session = aSession('off');
    session.consent.obeyedBy(undefined);
    expect(session.state()).toEqual({ state: 'off', since: 0, refusedBy: [] });
    await expect(async () => session.consent.resume(someone())).rejects.toMatchObject({ code: 'out_of_order' });
    expect(session.consent.allows(randomUUID())).toBe(false);
  });

  it('is each participant’s own, also over a pause', async () => {
    const session = aSession();
    const [athlete, coach] = [someone(), someone()];
    const allowed = obeying(session, athlete);
    await session.consent.refuse(athlete, true);
    await session.consent.refuse(athlete, true);
    expect(session.consent.allows(coach.id)).toBe(true);
    await session.consent.pause(coach);
    await session.consent.resume(coach);
    expect(session.state().refusedBy).toEqual([athlete.id]);
    await session.consent.refuse(athlete, false);
    expect(allowed).toEqual([true, false, false, false, true]);
  });

  it('says when nothing can record, until something can', () => {
    const session = aSession();
    session.consent.obeyedBy(undefined);
    expect(session.state()).toMatchObject({ state: 'on', trouble: 'no-recorder' });
    session.consent.obeyedBy({ consentChanged: () => undefined });
    expect(session.state()).not.toHaveProperty('trouble');
  });

  it('keeps the server’s trouble in sight while people decide', async () => {
    const session = aSession();
    obeying(session, someone());
    session.consent.hindered('disk-full');
    await session.consent.pause(someone());
    await session.consent.resume(someone());
    expect(session.state()).toMatchObject({ state: 'on', trouble: 'disk-full' });
    session.consent.hindered(undefined);
    session.consent.hindered(undefined);
    expect(session.state()).not.toHaveProperty('trouble');
  });

  it('is as it was after a restart', async () => {
    const session = aSession();
    const [athlete, coach] = [someone(), someone()];
    obeying(session, athlete);
    await session.consent.refuse(athlete, true);
    await session.consent.pause(coach);
    expect(session.again()).toEqual(session.state());
  });

  it('changes no more once the session is over', async () => {
    const session = aSession();
    session.end();
    await expect(async () => session.consent.pause(someone())).rejects.toMatchObject({ code: 'session_ended' });
    await expect(session.consent.end(someone())).rejects.toMatchObject({ code: 'session_ended' });
    await expect(session.consent.refuse(someone(), true)).rejects.toMatchObject({ code: 'session_ended' });
    expect(session.state()).toMatchObject({ state: 'on', refusedBy: [] });
  });
});
