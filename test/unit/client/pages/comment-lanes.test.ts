import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { commentLanes } from '../../../../client/pages/comment-lanes.ts';
import type { Comment } from '../../../../shared/contract/comments.ts';

const aComment = (changes: Partial<Comment>): Comment => ({
  id: randomUUID(),
  threadId: null,
  author: 'Kim',
  own: false,
  deletable: false,
  from: 1_000,
  to: null,
  body: 'Knees out',
  ink: [],
  createdAt: '2026-07-01T10:00:00.000Z',
  editedAt: null,
  resolvedAt: null,
  ...changes,
});

it('marks moments and ranges that were commented on, once a thread, on a row of their own', () => {
  const [moment, range] = [aComment({}), aComment({ from: 2_000, to: 3_000 })];
  const [lane] = commentLanes([moment, aComment({ threadId: moment.id }), range]);
  expect(lane?.title).toBe('Comments');
  expect(lane?.marks.map(({ from, until, label }) => [from, until, label])).toEqual([
    [1_000, 1_000, 'Kim: Knees out'],
    [2_000, 3_000, 'Kim: Knees out'],
  ]);
});

it('makes no row where nobody said anything', () => {
  expect(commentLanes([])).toEqual([]);
});
