/** `/api/sessions/:id/clips`: parts of recordings and films as files of their own. */
import { Router } from 'express';
import { z } from 'zod';
import { newClipSchema } from '../../shared/contract/clips.ts';
import type { Clips } from '../review/clips.ts';
import { callerOf } from './caller.ts';
import type { RateLimits } from './rate-limits.ts';

const sessionPath = z.object({ id: z.uuid() });
const clipPath = sessionPath.extend({ clipId: z.uuid() });

/** Expects callers to be authenticated already. */
export function clipRoutes(clips: Clips, limits: RateLimits): Router {
  const router = Router();
  router.get('/:id/clips', limits.read, async (request, response) => {
    const { id } = sessionPath.parse(request.params);
    response.json({ clips: await clips.list(callerOf(request), id) });
  });
  router.post('/:id/clips', limits.write, async (request, response) => {
    const { id } = sessionPath.parse(request.params);
    response.status(201).json(await clips.create(callerOf(request), id, newClipSchema.parse(request.body)));
  });
  router.delete('/:id/clips/:clipId', limits.write, async (request, response) => {
    const { id, clipId } = clipPath.parse(request.params);
    await clips.remove(callerOf(request), id, clipId);
    response.status(204).end();
  });
  return router;
}
