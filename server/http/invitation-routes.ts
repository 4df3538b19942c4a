/** `/api/invitations/:token`: what a link leads to. Needs no sign-in: the link itself is the proof. */
import { Router } from 'express';
import type { InvitationPreview } from '../../shared/contract/rest.ts';
import { limitedTo } from './rate-limit.ts';

export function invitationRoutes(preview: (token: string) => Promise<InvitationPreview>): Router {
  const router = Router();
  router.get('/:token', limitedTo(120, 60), async (request, response) => {
    response.json(await preview(request.params.token));
  });
  return router;
}
