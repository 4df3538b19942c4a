// @vitest-environment happy-dom
import { randomUUID } from 'node:crypto';
import { MantineProvider } from '@mantine/core';
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, expect, it, vi } from 'vitest';
import { ReviewRoom } from '../../../../client/review/review-room.tsx';
import type { SessionFileItem } from '../../../../shared/contract/files.ts';
import type { SessionRecord } from '../../../../shared/contract/rest.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

const record: SessionRecord = {
  ...{ id: randomUUID(), kind: 'live', activity: 'squat', activityName: { en: 'Squat' }, status: 'ended' },
  ...{ createdAt: '2026-07-01T10:00:00.000Z', endedAt: null, people: [], reps: 0, score: null, thumbnail: null },
  ...{ role: 'athlete', owned: true, recording: null, definition: null, athletes: [] },
};
const sound: SessionFileItem = {
  ...{ id: randomUUID(), participantId: randomUUID(), participant: { name: 'Ada', role: 'athlete' }, sourceId: null },
  ...{ kind: 'recording', number: 0, contentType: 'audio/webm', bytes: 1, startedAt: 0, endedAt: 1_000 },
  ...{ about: { hasVideo: false }, state: 'stored', url: '/api/files/1' },
};

it.each([
  ['whose camera was off', [sound]],
  ['of which nothing was recorded', []],
])('says that there is no picture of a session %s', async (_, files) => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  const place = document.createElement('div');
  const root = createRoot(place);
  const library = { list: async () => [], open: () => Promise.reject(new Error('nothing is compared')) };
  await act(async () =>
    root.render(
      <MantineProvider env="test">
        <ReviewRoom {...{ record, files, library }} ink={[]} fresh={async () => undefined} />
      </MantineProvider>,
    ),
  );
  expect(place.textContent).toContain('no picture was recorded');
  await act(async () => root.unmount());
});
