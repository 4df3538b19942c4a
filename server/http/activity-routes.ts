/** `/api/activities`: the built-in activities, and the caller's own to write. */
import { Router } from 'express';
import { z } from 'zod';
import { ACTIVITIES, activityIdSchema, activitySchema } from '../../shared/coaching/index.ts';
import { SidelineError } from '../../shared/contract/errors.ts';
import type { Activities } from '../records/activities.ts';
import { callerOf } from './caller.ts';
import type { RateLimits } from './rate-limits.ts';

const activityPath = z.object({ id: activityIdSchema });

/** Expects callers to be authenticated already. */
export function activityRoutes(activities: Activities, limits: RateLimits): Router {
  const router = Router();

  router.get('/', limits.read, async (request, response) => {
    response.json({ builtIn: ACTIVITIES, own: await activities.list(callerOf(request)) });
  });
  router.get('/:id', limits.read, async (request, response) => {
    const { id } = activityPath.parse(request.params);
    const activity = await activities.find(callerOf(request), id);
    if (!activity) throw new SidelineError('not_found', 'There is no such activity.');
    response.json(activity);
  });
  router.post('/', limits.write, async (request, response) => {
    const definition = activitySchema.parse(request.body);
    await activities.create(callerOf(request), definition);
    response.status(201).location(`/api/activities/${definition.id}`).json(definition);
  });
  router.put('/:id', limits.write, async (request, response) => {
    const { id } = activityPath.parse(request.params);
    const definition = activitySchema.parse(request.body);
    if (definition.id !== id)
      throw new SidelineError('invalid_request', 'An activity keeps its id; copy it to rename it.');
    await activities.replace(callerOf(request), definition);
    response.json(definition);
  });
  router.delete('/:id', limits.write, async (request, response) => {
    const { id } = activityPath.parse(request.params);
    await activities.remove(callerOf(request), id);
    response.status(204).end();
  });
  return router;
}
