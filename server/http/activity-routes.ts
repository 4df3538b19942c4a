/** `/api/activities`: the built-in activities, and the caller's own to write. */
import { Router } from 'express';
import { z } from 'zod';
import { ACTIVITIES, type Activity, activitySchema } from '../../shared/coaching/index.ts';
import { SidelineError } from '../../shared/contract/errors.ts';
import type { User } from '../../shared/contract/rest.ts';
import { HTTP_BUDGETS } from '../limits.ts';
import { callerOf } from './caller.ts';
import { limited } from './rate-limit.ts';

export interface ActivityService {
  list(user: User): Promise<Activity[]>;
  find(user: User, id: string): Promise<Activity | undefined>;
  create(user: User, definition: Activity): Promise<void>;
  replace(user: User, definition: Activity): Promise<void>;
  remove(user: User, id: string): Promise<void>;
}

const activityPath = z.object({ id: z.string().min(1).max(40) });

/** Expects callers to be authenticated already. */
export function activityRoutes(activities: ActivityService): Router {
  const router = Router();
  const writes = limited(HTTP_BUDGETS.write);

  router.get('/', async (request, response) => {
    response.json({ builtIn: ACTIVITIES, own: await activities.list(callerOf(request)) });
  });
  router.get('/:id', async (request, response) => {
    const { id } = activityPath.parse(request.params);
    const activity = await activities.find(callerOf(request), id);
    if (!activity) throw new SidelineError('not_found', 'There is no such activity.');
    response.json(activity);
  });
  router.post('/', writes, async (request, response) => {
    const definition = activitySchema.parse(request.body);
    await activities.create(callerOf(request), definition);
    response.status(201).location(`/api/activities/${definition.id}`).json(definition);
  });
  router.put('/:id', writes, async (request, response) => {
    const { id } = activityPath.parse(request.params);
    const definition = activitySchema.parse(request.body);
    if (definition.id !== id)
      throw new SidelineError('invalid_request', 'An activity keeps its id; copy it to rename it.');
    await activities.replace(callerOf(request), definition);
    response.json(definition);
  });
  router.delete('/:id', writes, async (request, response) => {
    const { id } = activityPath.parse(request.params);
    await activities.remove(callerOf(request), id);
    response.status(204).end();
  });
  return router;
}
