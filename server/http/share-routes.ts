/** `/api/sessions/:id/clips/:clipId/shares`: links to a clip. `/api/shared/:secret`: what they show, without an account. */
import { Router } from 'express';
import { z } from 'zod';
import { SidelineError } from '../../shared/contract/errors.ts';
import { newShareSchema, shareSecretSchema } from '../../shared/contract/shares.ts';
import type { Shares } from '../review/shares.ts';
import { callerOf } from './caller.ts';
import { sendFile } from './file-routes.ts';
import type { RateLimits } from './rate-limits.ts';

const clipPath = z.object({ id: z.uuid(), clipId: z.uuid() });
const sharePath = clipPath.extend({ shareId: z.uuid() });
const visitQuery = z.object({ visit: z.uuid().optional() });
const fileQuery = z.object({ download: z.literal('').optional() });

/** Expects callers to be authenticated already. */
export function shareRoutes(shares: Shares, limits: RateLimits): Router {
  const router = Router();
  router.get('/:id/clips/:clipId/shares', limits.read, async (request, response) => {
    const { id, clipId } = clipPath.parse(request.params);
    response.json({ shares: await shares.list(callerOf(request), id, clipId) });
  });
  router.post('/:id/clips/:clipId/shares', limits.write, async (request, response) => {
    const { id, clipId } = clipPath.parse(request.params);
    const wish = newShareSchema.parse(request.body);
    response.status(201).json(await shares.create(callerOf(request), id, clipId, wish));
  });
  router.delete('/:id/clips/:clipId/shares/:shareId', limits.write, async (request, response) => {
    const { id, clipId, shareId } = sharePath.parse(request.params);
    await shares.revoke(callerOf(request), id, clipId, shareId);
    response.status(204).end();
  });
  return router;
}

export function sharedRoutes(shares: Shares, limits: RateLimits): Router {
  const router = Router();
  router.use((_request, response, next) => {
    // What is shown to who has the link is not for those who search.
    response.setHeader('X-Robots-Tag', 'noindex, nofollow');
    next();
  });
  router.get('/:secret', limits.preview, async (request, response) => {
    const { visit } = visitQuery.parse(request.query);
    response.json(
      await shares.open(secretOf(request.params.secret), { userAgent: request.headers['user-agent'], visit }),
    );
  });
  router.get('/:secret/file', limits.file, async (request, response) => {
    const { download } = fileQuery.parse(request.query);
    const found = await shares.read(secretOf(request.params.secret));
    if (found instanceof URL) response.redirect(302, found.href);
    else await sendFile(found, request, response, download === undefined ? 'inline' : 'attachment');
  });
  return router;
}

/** What does not look like a secret is answered as one that there is not. */
function secretOf(text: unknown): string {
  const { data } = shareSecretSchema.safeParse(text);
  if (data === undefined) throw new SidelineError('link_invalid', 'This link is not valid.');
  return data;
}
