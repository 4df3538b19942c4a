/** `/api/invitations/:token`: what a link leads to. Needs no sign-in: the link itself is the proof. */
import { Router } from 'express';
import { z } from 'zod';
import type { Sessions } from '../sessions/sessions.ts';
import type { RateLimits } from './rate-limits.ts';

const invitationPath = z.object({ token: z.string().min(1).max(2_000) });

export function invitationRoutes(sessions: Pick<Sessions, 'preview'>, limits: RateLimits): Router {
  const router = Router();
  router.get('/:token', limits.preview, async (request, response) => {
    const { token } = invitationPath.parse(request.params);
    response.json(await sessions.preview(token));
  });
  return router;
}
