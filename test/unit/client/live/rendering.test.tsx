// @vitest-environment happy-dom
import { randomUUID } from 'node:crypto';
import { MantineProvider } from '@mantine/core';
import { act, Profiler } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { MemoryRouter } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Cue } from '../../../../client/live/cue.tsx';
import { FullBoardNote } from '../../../../client/live/full-board-note.tsx';
import { Header } from '../../../../client/live/header.tsx';
import { Hud } from '../../../../client/live/hud.tsx';
import { LiveBoard } from '../../../../client/live/live-board.tsx';
import { LivePage } from '../../../../client/live/live-page.tsx';
import { SessionContext } from '../../../../client/live/session-context.ts';
import { createSessionStore, type SessionStore } from '../../../../client/live/session-store.ts';
import { SidePanel } from '../../../../client/live/side-panel.tsx';
import type { Capture } from '../../../../client/lobby/use-capture.ts';
import { SessionClient } from '../../../../client/session/session-client.ts';
import { fitFrame } from '../../../../client/stage/frame-fit.ts';
import { ACTIVITIES, type Activity } from '../../../../shared/coaching/index.ts';
import { MAX_BOARD_STROKES, type Stroke } from '../../../../shared/contract/board.ts';
import { applyEvent, newSessionState, type SessionChange } from '../../../../shared/contract/session.ts';

const SIZE = { width: 640, height: 480 };
const FIT = fitFrame(SIZE, 4 / 3);
const SELF = randomUUID();
const ATHLETE = randomUUID();
const NO_CAPTURE: Capture = {
  choices: { picture: 'none', sound: false },
  choose: () => undefined,
  picture: { state: 'off' },
  sound: { state: 'off' },
  devices: { cameras: [], microphones: [] },
  retry: () => undefined,
  restartDemo: () => undefined,
};

let client: SessionClient;
let store: SessionStore;
let root: Root;
/** How often each part of the page was rendered. */
let renders: Map<string, number>;

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'requestAnimationFrame', 'cancelAnimationFrame'] });
  renders = new Map();
  client = new SessionClient({
    url: 'http://127.0.0.1:9',
    token: 'none',
    sessionId: randomUUID(),
    createDevice: () => Promise.reject(new Error('no media here')),
  });
  store = createSessionStore(client);
  const [activity] = ACTIVITIES;
  store.setState({
    status: { kind: 'live', flowing: true },
    seat: { participantId: SELF, role: 'coach', may: ['draw', 'correct', 'freeze', 'inspect'] },
    state: applyEvent(newSessionState(randomUUID(), activity as Activity, Date.now()), {
      seq: 1,
      at: 0,
      change: {
        type: 'participant-joined',
        participant: { id: ATHLETE, name: 'Ada', role: 'athlete', connected: true, producers: [] },
      },
    }),
  });
  root = createRoot(document.body.appendChild(document.createElement('div')));
});
afterEach(async () => {
  await act(async () => root.unmount());
  client.close();
  document.body.replaceChildren();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const part = (id: string, children: React.ReactNode) => (
  <Profiler id={id} onRender={() => renders.set(id, (renders.get(id) ?? 0) + 1)}>
    {children}
  </Profiler>
);

async function show(children: React.ReactNode): Promise<void> {
  await act(async () =>
    root.render(
      <MantineProvider env="test">
        <MemoryRouter>
          <SessionContext value={{ client, store }}>{children}</SessionContext>
        </MemoryRouter>
      </MantineProvider>,
    ),
  );
  // What coaches alone need is loaded then.
  await act(async () => {
    await import('../../../../client/live/calibration.tsx');
  });
  // Mantine measures some of its parts, and renders them again, a moment later.
  await act(async () => vi.advanceTimersByTime(1_000));
  renders.clear();
}

async function happen(...changes: SessionChange[]): Promise<void> {
  for (const change of changes) {
    await act(async () => {
      const { state } = store.getState();
      if (state) store.setState({ state: applyEvent(state, { seq: state.seq + 1, at: 1_000, change }) });
    });
  }
}

const STROKE = randomUUID();
const begun: Stroke = {
  id: STROKE,
  tool: 'freehand',
  colour: '#ffd400',
  width: 0.01,
  points: [[0.1, 0.1]],
  authorId: randomUUID(),
  finished: false,
};
const stroke: SessionChange[] = [
  { type: 'stroke-begun', athleteId: ATHLETE, stroke: begun },
  ...Array.from(
    { length: 20 },
    (_, index): SessionChange => ({
      type: 'stroke-drawn',
      athleteId: ATHLETE,
      id: STROKE,
      from: index + 1,
      points: [[0.1 + index / 100, 0.2]],
    }),
  ),
  { type: 'stroke-ended', athleteId: ATHLETE, id: STROKE },
];

describe('a stroke', () => {
  it('renders the board, and none of the other parts of the page', async () => {
    const seen = { inspecting: false, inspectButton: null, onInspecting: () => undefined };
    await show(
      <>
        {part('header', <Header panelId="latency" {...seen} />)}
        {part('count', <Hud fit={FIT} large={false} />)}
        {part('cue', <Cue />)}
        {part('side', <SidePanel token="token" ownTrack={undefined} />)}
        {part('board', <LiveBoard size={SIZE} fit={FIT} style={undefined} moment={() => undefined} film={undefined} />)}
      </>,
    );
    await happen(...stroke);
    expect([...renders.keys()]).toEqual(['board']);
    expect(renders.get('board')).toBeGreaterThanOrEqual(stroke.length);
    expect(document.querySelector('[data-testid=board]')?.getAttribute('aria-label')).toBe('Board with 1 stroke');
  });

  it('does not render the page at all where its picture has no place yet', async () => {
    await show(part('page', <LivePage token="none" sessionId="one" capture={NO_CAPTURE} onLeft={() => undefined} />));
    await happen(...stroke);
    expect(renders.get('page') ?? 0).toBe(0);
  });
});

it('says to those who draw that the board is full, until there is room again', async () => {
  await show(<FullBoardNote />);
  const drawn = (count: number): SessionChange[] =>
    Array.from({ length: count }, () => ({
      type: 'stroke-begun',
      athleteId: ATHLETE,
      stroke: { ...begun, id: randomUUID(), finished: true },
    }));
  const note = () => document.querySelector('[data-testid=full-board-note]')?.textContent ?? '';
  await happen(...drawn(MAX_BOARD_STROKES / 2));
  expect(note()).toBe('');
  await happen(...drawn(MAX_BOARD_STROKES / 2));
  expect(note()).toContain('oldest strokes go');
  await happen({ type: 'board-cleared', athleteId: ATHLETE });
  expect(note()).toBe('');
});

describe('an athlete with a camera who is not analysed', () => {
  const camera = { id: randomUUID(), kind: 'video', source: 'camera', paused: false } as const;
  const obstacle: SessionChange = {
    type: 'analysis-obstacle',
    athleteId: ATHLETE,
    obstacle: { reason: 'too-large', since: 900 },
  };
  const said = () => document.querySelector('[data-testid=uncounted]')?.textContent ?? '';

  it('is a word beside the count, with what to do, until they are analysed again', async () => {
    await show(<Hud fit={FIT} large={false} />);
    await happen({ type: 'producer-added', participantId: ATHLETE, producer: camera });
    expect(said()).toBe('');
    await happen(obstacle);
    expect(said()).toContain('the picture is too large');
    await happen({ type: 'analysis-obstacle', athleteId: ATHLETE });
    expect(said()).toBe('');
  });

  it('is none while the camera is turned off', async () => {
    await show(<Hud fit={FIT} large={false} />);
    await happen({ type: 'producer-added', participantId: ATHLETE, producer: { ...camera, paused: true } }, obstacle);
    expect(said()).toBe('');
  });

  it('is none for spectators, who can do nothing about it', async () => {
    store.setState({ seat: { participantId: SELF, role: 'spectator', may: ['watch'] } });
    await show(<Hud fit={FIT} large={false} />);
    await happen({ type: 'producer-added', participantId: ATHLETE, producer: camera }, obstacle);
    expect(said()).toBe('');
  });
});

it.each(['spectator', 'coach'] as const)(
  'says to a %s that the full disk ended the recording, until it goes on',
  async (role) => {
    const may = role === 'coach' ? (['record'] as const) : (['watch'] as const);
    store.setState({ seat: { participantId: SELF, role, may: [...may] } });
    await show(<Header panelId="latency" inspecting={false} inspectButton={null} onInspecting={() => undefined} />);
    const said = () => document.querySelector('header [data-testid=recording-sign]')?.textContent;
    await happen({ type: 'recording-changed', state: 'on', trouble: 'disk-full' });
    expect(said()).toBe('Not recorded: disk full');
    expect(store.getState().state?.status).toBe('live');
    await happen({ type: 'recording-changed', state: 'on' });
    expect(said()).toBe('Recording');
  },
);

it('renders the count for a repetition, and not the people, header or board', async () => {
  await show(
    <>
      {part(
        'header',
        <Header panelId="latency" inspecting={false} inspectButton={null} onInspecting={() => undefined} />,
      )}
      {part('count', <Hud fit={FIT} large={false} />)}
      {part('board', <LiveBoard size={SIZE} fit={FIT} style={undefined} moment={() => undefined} film={undefined} />)}
    </>,
  );
  await happen({
    type: 'coaching',
    athleteId: ATHLETE,
    event: { type: 'phase', at: 1_000, phase: 'down' },
  });
  expect([...renders.keys()]).toEqual(['count']);
});
