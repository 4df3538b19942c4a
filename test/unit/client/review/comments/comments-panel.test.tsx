// @vitest-environment happy-dom
import { randomUUID } from 'node:crypto';
import { MantineProvider } from '@mantine/core';
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { CommentsPanel } from '../../../../../client/review/comments/comments-panel.tsx';
import { rangeBetween, threadsOf } from '../../../../../client/review/comments/threads.ts';
import { useComments } from '../../../../../client/review/comments/use-comments.ts';
import type { Comment } from '../../../../../shared/contract/comments.ts';

let root: Root;
beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  root = createRoot(document.body.appendChild(document.createElement('div')));
});
afterEach(async () => {
  await act(async () => root.unmount());
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

const aComment = (changes: Partial<Comment> = {}): Comment => ({
  id: randomUUID(),
  threadId: null,
  author: 'Kim',
  own: false,
  deletable: false,
  from: 75_430,
  to: null,
  body: 'Knees out',
  ink: [],
  createdAt: '2026-07-01T10:00:00.000Z',
  editedAt: null,
  resolvedAt: null,
  ...changes,
});

async function show(comments: Comment[], shown: Comment[] = [], inkAt?: number) {
  await act(async () =>
    root.render(
      <MantineProvider env="test">
        <CommentsPanel
          loaded={[{ state: 'loaded', value: comments }, () => undefined]}
          comments={comments}
          change={async (change) => void (await change())}
          token="t"
          sessionId={randomUUID()}
          playhead={2_000}
          inkAt={inkAt}
          onShow={(comment) => shown.push(comment)}
        />
      </MantineProvider>,
    ),
  );
}
const buttons = () => [...document.querySelectorAll('button')].map(({ textContent }) => textContent);
const press = (name: string) =>
  act(async () => [...document.querySelectorAll('button')].find(({ textContent }) => textContent === name)?.click());

it('shows what was said as text, whatever it is, and goes to its moment', async () => {
  const hostile = aComment({ body: '<img src=x onerror=alert(1)>', author: '<b>Kim</b>' });
  const shown: Comment[] = [];
  await show([hostile], shown);
  expect(document.querySelector('img, b')).toBeNull();
  expect(document.body.textContent).toContain('<img src=x onerror=alert(1)>');
  await press('1:15.4');
  expect(shown).toEqual([hostile]);
});

it('offers to edit what one wrote, to delete what one may, and asks before', async () => {
  const own = aComment({ own: true, deletable: true });
  await show([own, aComment({ threadId: own.id, body: 'Yes' })]);
  expect(buttons().filter((name) => name === 'Edit')).toHaveLength(1);
  expect(buttons()).not.toContain('Delete for good');
  await press('Delete');
  expect(document.body.textContent).toContain('Delete it with its answers?');
  expect(buttons()).toContain('Delete for good');
});

it('comments on the playhead’s moment, or on a range that begins where one says', async () => {
  await show([]);
  expect(document.querySelector('label')?.textContent).toBe('Comment on 0:02.0');
  await press('Begin a range here');
  expect(buttons()).toContain('Comment on one moment');
  expect(rangeBetween(2_000, 3_500)).toEqual({ from: 2_000, to: 3_500 });
  expect(rangeBetween(2_000, 500)).toEqual({ from: 500, to: 2_000 });
  expect(rangeBetween(2_000, 2_000)).toEqual({ from: 2_000, to: null });
});

it('says a comment with a drawing of the moment that was drawn on, wherever the playhead is by now', async () => {
  await show([], [], 1_500);
  expect(document.querySelector('label')?.textContent).toBe('Comment on 0:01.5');
  await press('Begin a range here');
  expect(document.querySelector('label')?.textContent).toBe('Comment on 0:01.5 to 0:02.0');
});

it('shows nothing of a session any more that was deleted while it is open', async () => {
  const sessionId = randomUUID();
  let isThere = true;
  vi.stubGlobal('fetch', async () =>
    isThere
      ? Response.json({ comments: [aComment({ body: 'Between us' })] })
      : Response.json(
          {
            type: 'about:blank',
            title: 'Not Found',
            status: 404,
            detail: 'There is no such session.',
            code: 'not_found',
          },
          { status: 404 },
        ),
  );
  function Panel() {
    const comments = useComments('t', sessionId);
    return <CommentsPanel {...comments} token="t" sessionId={sessionId} playhead={0} onShow={() => undefined} />;
  }
  await act(async () =>
    root.render(
      <MantineProvider env="test">
        <Panel />
      </MantineProvider>,
    ),
  );
  await vi.waitFor(() => expect(document.body.textContent).toContain('Between us'));
  isThere = false;
  await act(async () => document.dispatchEvent(new Event('visibilitychange')));
  await vi.waitFor(() => expect(document.body.textContent).not.toContain('Between us'));
  expect(document.body.textContent).toContain('Nothing here');
});

it('keeps answers with what they answer', () => {
  const [early, late] = [aComment(), aComment()];
  const answer = aComment({ threadId: late.id });
  expect(threadsOf([early, late, answer])).toEqual([
    { head: early, answers: [] },
    { head: late, answers: [answer] },
  ]);
});
