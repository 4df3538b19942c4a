/** Pictures of people: one's own, those on a roster, those in a session. Expects callers to be authenticated already. */
import { Router, raw } from 'express';
import { z } from 'zod';
import { SidelineError } from '../../shared/contract/errors.ts';
import { PICTURE_BYTES } from '../../shared/contract/pictures.ts';
import type { Pictures } from '../pictures/pictures.ts';
import { callerOf } from './caller.ts';
import type { RateLimits } from './rate-limits.ts';

const sessionPath = z.object({ id: z.uuid() });

export function pictureRoutes(pictures: Pictures, limits: RateLimits): Router {
  const router = Router();
  router.get('/identity/picture', limits.read, async (request, response) => {
    response.json({ picture: await pictures.of(callerOf(request)) });
  });
  const body = raw({ type: 'image/jpeg', limit: PICTURE_BYTES });
  router.put('/identity/picture', limits.write, body, async (request, response) => {
    const given: unknown = request.body;
    if (!Buffer.isBuffer(given)) throw new SidelineError('invalid_request', 'A picture is sent as image/jpeg.');
    await pictures.set(callerOf(request), given);
    response.status(204).end();
  });
  router.delete('/identity/picture', limits.write, async (request, response) => {
    await pictures.remove(callerOf(request));
    response.status(204).end();
  });
  router.get('/roster/pictures', limits.read, async (request, response) => {
    response.json({ pictures: await pictures.known(callerOf(request)) });
  });
  router.get('/sessions/:id/pictures', limits.read, async (request, response) => {
    const { id } = sessionPath.parse(request.params);
    response.json({ pictures: await pictures.inSession(callerOf(request), id) });
  });
  return router;
}
