/** What stands beside sessions: comments, ink, clips, links to clips, progress. Apart from `api.ts`, since few pages need it. */
import { z } from 'zod';
import { clipSchema, clipsSchema, type NewClip } from '../shared/contract/clips.ts';
import type { CommentInk } from '../shared/contract/comment-ink.ts';
import { commentSchema, commentsSchema } from '../shared/contract/comments.ts';
import { inkSchema } from '../shared/contract/ink.ts';
import {
  type LessonChange,
  lessonLogReplySchema,
  lessonSchema,
  lessonsSchema,
  type NewLesson,
} from '../shared/contract/lessons.ts';
import { progressSchema, reviewMinuteSchema } from '../shared/contract/progress.ts';
import { createdShareSchema, sharedClipSchema, sharesSchema } from '../shared/contract/shares.ts';
import { call, path, request } from './api.ts';

/** Each: @throws SidelineError when the server refuses, NoAnswerError when there is no server or no sense in its answer */
export const reviewApi = {
  comments: async (token: string, id: string) =>
    (await call('GET', path`/sessions/${id}/comments`, { token, reply: commentsSchema })).comments,
  addComment: (token: string, id: string, said: { from: number; to: number | null; body: string; ink: CommentInk }) =>
    call('POST', path`/sessions/${id}/comments`, { token, body: said, reply: commentSchema }),
  answerComment: (token: string, id: string, comment: string, said: { body: string; ink: CommentInk }) =>
    call('POST', path`/sessions/${id}/comments/${comment}/answers`, { token, body: said, reply: commentSchema }),
  editComment: (token: string, id: string, comment: string, said: { body: string; ink: CommentInk }) =>
    call('PUT', path`/sessions/${id}/comments/${comment}`, { token, body: said, reply: commentSchema }),
  resolveComment: (token: string, id: string, comment: string, resolved: boolean) =>
    call('PUT', path`/sessions/${id}/comments/${comment}/resolved`, {
      token,
      body: { resolved },
      reply: commentSchema,
    }),
  removeComment: (token: string, id: string, comment: string) =>
    call('DELETE', path`/sessions/${id}/comments/${comment}`, { token, reply: z.undefined() }),
  clips: async (token: string, id: string) =>
    (await call('GET', path`/sessions/${id}/clips`, { token, reply: clipsSchema })).clips,
  makeClip: (token: string, id: string, clip: NewClip) =>
    call('POST', path`/sessions/${id}/clips`, { token, body: clip, reply: clipSchema }),
  removeClip: (token: string, id: string, clip: string) =>
    call('DELETE', path`/sessions/${id}/clips/${clip}`, { token, reply: z.undefined() }),
  lessons: (token: string, id: string) => call('GET', path`/sessions/${id}/lessons`, { token, reply: lessonsSchema }),
  lessonLog: async (token: string, id: string, lesson: string) =>
    (await call('GET', path`/sessions/${id}/lessons/${lesson}/log`, { token, reply: lessonLogReplySchema })).log,
  addLesson: (token: string, id: string, lesson: NewLesson) =>
    call('POST', path`/sessions/${id}/lessons`, { token, body: lesson, reply: lessonSchema }),
  changeLesson: (token: string, id: string, lesson: string, change: LessonChange) =>
    call('PUT', path`/sessions/${id}/lessons/${lesson}`, { token, body: change, reply: z.undefined() }),
  makeFilmOfLesson: (token: string, id: string, lesson: string) =>
    call('POST', path`/sessions/${id}/lessons/${lesson}/film`, { token, reply: clipSchema }),
  removeLesson: (token: string, id: string, lesson: string) =>
    call('DELETE', path`/sessions/${id}/lessons/${lesson}`, { token, reply: z.undefined() }),
  shares: async (token: string, id: string, clip: string) =>
    (await call('GET', path`/sessions/${id}/clips/${clip}/shares`, { token, reply: sharesSchema })).shares,
  /** @param hours how long the link is good for */
  share: (token: string, id: string, clip: string, hours: number) =>
    call('POST', path`/sessions/${id}/clips/${clip}/shares`, { token, body: { hours }, reply: createdShareSchema }),
  revokeShare: (token: string, id: string, clip: string, share: string) =>
    call('DELETE', path`/sessions/${id}/clips/${clip}/shares/${share}`, { token, reply: z.undefined() }),
  /** @param visit what an earlier answer had, so that one visit counts once */
  sharedClip: (secret: string, visit?: string) =>
    call('GET', path`/shared/${secret}` + (visit ? `?visit=${visit}` : ''), { reply: sharedClipSchema }),
  /**
   * What training came to in days of this time zone.
   * @param person somebody else, who lets the caller see it
   */
  progress: (token: string, zone: string, person?: string) =>
    call('GET', `/progress?${new URLSearchParams({ zone, ...(person && { person }) })}`, {
      token,
      reply: progressSchema,
    }),
  /** A coach looks at the session in this minute. @returns whether it counts, which it does not for athletes */
  reviewing: async (token: string, id: string) =>
    (await call('POST', path`/sessions/${id}/review-minutes`, { token, reply: reviewMinuteSchema })).counted,
  ink: async (token: string, id: string) =>
    (await call('GET', path`/sessions/${id}/ink`, { token, reply: inkSchema })).ink,
  /** A file that is made for the caller. */
  download: async (token: string, path: string): Promise<Blob> => (await request('GET', path, { token })).blob(),
};
