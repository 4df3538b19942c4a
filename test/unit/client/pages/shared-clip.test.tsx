// @vitest-environment happy-dom
import { randomUUID } from 'node:crypto';
import { MantineProvider } from '@mantine/core';
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { MemoryRouter } from 'react-router';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SharedClipPage } from '../../../../client/pages/shared-clip.tsx';
import { ERROR_STATUS, type ErrorCode } from '../../../../shared/contract/errors.ts';
import type { Problem } from '../../../../shared/contract/rest.ts';
import type { SharedClip } from '../../../../shared/contract/shares.ts';

const CLIP: SharedClip = {
  ...{ title: 'Rep 3', form: 'film', url: '/api/shared/s/file', visit: randomUUID() },
  expiresAt: '2026-07-01T10:00:00.000Z',
};

let root: Root;
/** What the server says, the next first. */
let answers: Response[];
beforeEach(async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  vi.stubGlobal('fetch', async () => answers.shift());
  answers = [Response.json(CLIP)];
  root = createRoot(document.body.appendChild(document.createElement('div')));
  await act(async () =>
    root.render(
      <MantineProvider env="test">
        <MemoryRouter>
          <SharedClipPage />
        </MemoryRouter>
      </MantineProvider>,
    ),
  );
  await vi.waitFor(() => expect(film()).not.toBeNull());
});
afterEach(async () => {
  await act(async () => root.unmount());
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

const film = () => document.querySelector('video');

/** The page asks again, and is refused. */
async function refused(code: ErrorCode): Promise<void> {
  const status = ERROR_STATUS[code];
  const problem: Problem = { type: 'about:blank', title: 'No', status, detail: 'No.', code };
  answers = [Response.json(problem, { status })];
  await act(async () => film()?.dispatchEvent(new Event('error')));
  await vi.waitFor(() => expect(answers).toEqual([]));
  await act(async () => new Promise((resolve) => setTimeout(resolve)));
}

it.each(['link_expired', 'link_revoked', 'link_invalid', 'not_found'] as const)(
  'takes the clip away once the server says %s',
  async (code) => {
    await refused(code);
    expect(film()).toBeNull();
    expect(document.querySelector('button')).toBeNull();
  },
);

it.each(['storage_unavailable', 'rate_limited', 'session_elsewhere'] as const)(
  'leaves the clip where it is when the server says %s, which passes',
  async (code) => {
    await refused(code);
    expect(film()?.getAttribute('src')).toBe(CLIP.url);
  },
);
