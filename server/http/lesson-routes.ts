/** `/api/sessions/:id/lessons`: lessons over a session. Their voices come by tus. */
import { json, Router } from 'express';
import { z } from 'zod';
import { LARGEST_LESSON_LOG_BYTES, lessonChangeSchema, newLessonSchema } from '../../shared/contract/lessons.ts';
import type { Lessons } from '../review/lessons.ts';
import { callerOf } from './caller.ts';
import type { RateLimits } from './rate-limits.ts';

const sessionPath = z.object({ id: z.uuid() });
const lessonPath = sessionPath.extend({ lessonId: z.uuid() });

/** Reads the one body that is larger than those of other routes. Stands before what reads those. */
export const lessonBody = () => json({ limit: LARGEST_LESSON_LOG_BYTES });

/** Expects callers to be authenticated already. */
export function lessonRoutes(lessons: Lessons, limits: RateLimits): Router {
  const router = Router();
  router.get('/:id/lessons', limits.read, async (request, response) => {
    const { id } = sessionPath.parse(request.params);
    response.json(await lessons.list(callerOf(request), id));
  });
  router.post('/:id/lessons', limits.write, limits.upload, async (request, response) => {
    const { id } = sessionPath.parse(request.params);
    response.status(201).json(await lessons.create(callerOf(request), id, newLessonSchema.parse(request.body)));
  });
  router.get('/:id/lessons/:lessonId/log', limits.read, async (request, response) => {
    const { id, lessonId } = lessonPath.parse(request.params);
    response.json({ log: await lessons.log(callerOf(request), id, lessonId) });
  });
  router.put('/:id/lessons/:lessonId', limits.write, async (request, response) => {
    const { id, lessonId } = lessonPath.parse(request.params);
    await lessons.change(callerOf(request), id, lessonId, lessonChangeSchema.parse(request.body));
    response.status(204).end();
  });
  router.post('/:id/lessons/:lessonId/film', limits.write, async (request, response) => {
    const { id, lessonId } = lessonPath.parse(request.params);
    response.status(201).json(await lessons.film(callerOf(request), id, lessonId));
  });
  router.delete('/:id/lessons/:lessonId', limits.write, async (request, response) => {
    const { id, lessonId } = lessonPath.parse(request.params);
    await lessons.remove(callerOf(request), id, lessonId);
    response.status(204).end();
  });
  return router;
}
