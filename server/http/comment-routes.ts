/** `/api/sessions/:id/comments`: what athlete and coaches say of moments of a session. */
import { Router } from 'express';
import { z } from 'zod';
import { newCommentSchema, resolvedSchema, saidSchema } from '../../shared/contract/comments.ts';
import type { Comments } from '../records/comments.ts';
import { callerOf } from './caller.ts';
import type { RateLimits } from './rate-limits.ts';

const sessionPath = z.object({ id: z.uuid() });
const commentPath = sessionPath.extend({ commentId: z.uuid() });

/** Expects callers to be authenticated already. */
export function commentRoutes(comments: Comments, limits: RateLimits): Router {
  const router = Router();

  router.get('/:id/comments', limits.read, async (request, response) => {
    const { id } = sessionPath.parse(request.params);
    response.json({ comments: await comments.list(callerOf(request), id) });
  });
  router.post('/:id/comments', limits.write, async (request, response) => {
    const { id } = sessionPath.parse(request.params);
    response.status(201).json(await comments.add(callerOf(request), id, newCommentSchema.parse(request.body)));
  });
  router.post('/:id/comments/:commentId/answers', limits.write, async (request, response) => {
    const { id, commentId } = commentPath.parse(request.params);
    const said = saidSchema.parse(request.body);
    response.status(201).json(await comments.answer(callerOf(request), id, commentId, said));
  });
  router.put('/:id/comments/:commentId', limits.write, async (request, response) => {
    const { id, commentId } = commentPath.parse(request.params);
    response.json(await comments.edit(callerOf(request), id, commentId, saidSchema.parse(request.body)));
  });
  router.put('/:id/comments/:commentId/resolved', limits.write, async (request, response) => {
    const { id, commentId } = commentPath.parse(request.params);
    const { resolved } = resolvedSchema.parse(request.body);
    response.json(await comments.resolve(callerOf(request), id, commentId, resolved));
  });
  router.delete('/:id/comments/:commentId', limits.write, async (request, response) => {
    const { id, commentId } = commentPath.parse(request.params);
    await comments.remove(callerOf(request), id, commentId);
    response.status(204).end();
  });
  return router;
}
