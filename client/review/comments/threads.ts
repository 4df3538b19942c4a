import type { Comment } from '../../../shared/contract/comments.ts';

export interface Thread {
  head: Comment;
  /** As they were written. */
  answers: Comment[];
}

/** Comments with their answers, in order of the moments that they are about. */
export function threadsOf(comments: readonly Comment[]): Thread[] {
  return comments
    .filter(({ threadId }) => threadId === null)
    .map((head) => ({ head, answers: comments.filter(({ threadId }) => threadId === head.id) }));
}

/** What a comment written now is about, ms of the session. */
export interface About {
  from: number;
  /** Null for a moment. */
  to: number | null;
}

/** From where a range was begun to the playhead, whichever comes first; a moment where they are the same. */
export function rangeBetween(start: number | undefined, playhead: number): About {
  if (start === undefined || start === playhead) return { from: playhead, to: null };
  return { from: Math.min(start, playhead), to: Math.max(start, playhead) };
}
