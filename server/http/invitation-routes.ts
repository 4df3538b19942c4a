/** `/api/invitations/:token`: what a link leads to. Needs no sign-in: the link itself is the proof. */
import { Router } from 'express';
import { z } from 'zod';
import type { InvitationPreview } from '../../shared/contract/rest.ts';
import { HTTP_BUDGETS } from '../limits.ts';
import { limited } from './rate-limit.ts';

const invitationPath = z.object({ token: z.string().min(1).max(2_000) });

export function invitationRoutes(preview: (token: string) => Promise<InvitationPreview>): Router {
  const router = Router();
  router.get('/:token', limited(HTTP_BUDGETS.preview), async (request, response) => {
    const { token } = invitationPath.parse(request.params);
    response.json(await preview(token));
  });
  return router;
}
