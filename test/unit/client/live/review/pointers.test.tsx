// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Pointers } from '../../../../../client/live/review/pointers.tsx';
import { SessionContext } from '../../../../../client/live/session-context.ts';
import { createSessionStore } from '../../../../../client/live/session-store.ts';
import { SessionClient } from '../../../../../client/session/session-client.ts';
import { fitFrame } from '../../../../../client/stage/frame-fit.ts';
import type { Point } from '../../../../../shared/contract/board.ts';
import { newSessionState } from '../../../../../shared/contract/session.ts';
import { builtIn } from '../../../../support/activity.ts';

const [SELF, COACH] = [crypto.randomUUID(), crypto.randomUUID()];
const coach = { id: COACH, name: 'Bob', role: 'coach' as const, connected: true, producers: [] };
const athlete = { ...coach, id: SELF, name: 'Ada', role: 'athlete' as const };

let client: SessionClient;
let root: Root;
let place: HTMLElement;

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  vi.useFakeTimers();
  client = new SessionClient({
    url: 'http://127.0.0.1:9',
    token: 'none',
    sessionId: crypto.randomUUID(),
    createDevice: () => Promise.reject(new Error('no media here')),
  });
  const store = createSessionStore(client);
  store.setState({
    seat: { participantId: SELF, role: 'athlete', may: ['draw'] },
    state: { ...newSessionState(crypto.randomUUID(), builtIn('squat'), 0), participants: [athlete, coach] },
  });
  place = document.createElement('div');
  root = createRoot(place);
  const fit = fitFrame({ width: 400, height: 300 }, 4 / 3);
  act(() =>
    root.render(
      <SessionContext value={{ client, store }}>
        <Pointers fit={fit} />
      </SessionContext>,
    ),
  );
});
afterEach(() => {
  act(() => root.unmount());
  client.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const pointed = (participantId: string, point: Point | null) =>
  act(() => void client.emit('pointer', { participantId, point }));

it('shows where others point, with their names, and not where one points oneself', () => {
  pointed(COACH, [0.5, 0.25]);
  pointed(SELF, [0.1, 0.1]);
  expect(place.textContent).toBe('Bob');
  const { left, top } = place.querySelector<HTMLElement>('[data-role=coach]')?.style ?? {};
  expect([left, top]).toEqual(['200px', '75px']);
  pointed(COACH, null);
  expect(place.textContent).toBe('');
});

it('hides a pointer that rests, and not one that moves', () => {
  pointed(COACH, [0.5, 0.25]);
  act(() => void vi.advanceTimersByTime(3_900));
  pointed(COACH, [0.5, 0.26]);
  act(() => void vi.advanceTimersByTime(3_900));
  expect(place.textContent).toBe('Bob');
  act(() => void vi.advanceTimersByTime(200));
  expect(place.textContent).toBe('');
});
