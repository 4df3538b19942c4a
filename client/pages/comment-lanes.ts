import type { Comment } from '../../shared/contract/comments.ts';
import type { MarkLane } from '../review/marks.ts';

/** Threads as a row of the timeline; no row where there are none. */
export function commentLanes(comments: readonly Comment[]): readonly MarkLane[] {
  const marks = comments
    .filter(({ threadId }) => threadId === null)
    .map(({ id, from, to, author, body }) => ({
      ...{ key: id, from, until: to ?? from, tone: 'note' as const },
      label: `${author}: ${body}`,
    }));
  return marks.length === 0 ? [] : [{ key: 'comments', title: 'Comments', marks }];
}
