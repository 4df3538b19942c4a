/** `/api/sessions`: starting sessions, their records, and the links that let others in. */
import { Router } from 'express';
import { z } from 'zod';
import {
  createInvitationSchema,
  createSessionSchema,
  type SessionListItem,
  sessionQuerySchema,
} from '../../shared/contract/rest.ts';
import { keepingSchema } from '../../shared/contract/storage.ts';
import { KEPT_FOR_MS } from '../limits.ts';
import type { Files } from '../sessions/files.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { Kept } from '../support/kept.ts';
import { callerOf } from './caller.ts';
import type { RateLimits } from './rate-limits.ts';

const sessionPath = z.object({ id: z.uuid() });
const invitationPath = sessionPath.extend({ invitationId: z.uuid() });
/**
 * Expects callers to be authenticated already.
 * @param onNarrowed says who may see less from now on
 */
export function sessionRoutes(
  sessions: Sessions,
  files: Files,
  limits: RateLimits,
  onNarrowed: (listener: (people: readonly string[]) => void) => void,
): Router {
  const router = Router();
  const listsKept = new Kept<SessionListItem[]>(KEPT_FOR_MS);
  onNarrowed((people) => {
    for (const person of people) listsKept.forget(person);
  });

  router.post('/', limits.write, async (request, response) => {
    const created = await sessions.start(callerOf(request), createSessionSchema.parse(request.body));
    listsKept.forget(callerOf(request).id);
    response.status(201).location(`/api/sessions/${created.id}`).json(created);
  });
  router.get('/', limits.read, async (request, response) => {
    const query = sessionQuerySchema.parse(request.query);
    const user = callerOf(request);
    // The first page is what everybody opens; others are read as they are asked for.
    const isFirst = Object.values(query).every((wanted) => wanted === undefined);
    const list = isFirst ? listsKept.get(user.id, () => sessions.list(user, query)) : sessions.list(user, query);
    response.json({ sessions: await list });
  });
  router.get('/:id', limits.read, async (request, response) => {
    const { id } = sessionPath.parse(request.params);
    response.json(await sessions.read(callerOf(request), id));
  });

  router.delete('/:id', limits.write, async (request, response) => {
    const { id } = sessionPath.parse(request.params);
    await sessions.remove(callerOf(request), id);
    listsKept.forget(callerOf(request).id);
    response.status(204).end();
  });
  router.put('/:id/keeping', limits.write, async (request, response) => {
    const { id } = sessionPath.parse(request.params);
    const { days } = keepingSchema.parse(request.body);
    await files.keep(callerOf(request), id, days);
    response.status(204).end();
  });

  router.get('/:id/ink', limits.read, async (request, response) => {
    const { id } = sessionPath.parse(request.params);
    response.json({ ink: await sessions.ink(callerOf(request), id) });
  });
  router.get('/:id/files', limits.read, async (request, response) => {
    const { id } = sessionPath.parse(request.params);
    response.json({ files: await files.list(callerOf(request), id) });
  });

  router.post('/:id/invitations', limits.write, async (request, response) => {
    const { id } = sessionPath.parse(request.params);
    const wish = createInvitationSchema.parse(request.body);
    response.status(201).json(await sessions.invite(callerOf(request), id, wish));
  });
  router.get('/:id/invitations', limits.read, async (request, response) => {
    const { id } = sessionPath.parse(request.params);
    response.json({ invitations: await sessions.invitations(callerOf(request), id) });
  });
  router.delete('/:id/invitations/:invitationId', limits.write, async (request, response) => {
    const { id, invitationId } = invitationPath.parse(request.params);
    await sessions.revoke(callerOf(request), id, invitationId);
    response.status(204).end();
  });
  return router;
}
