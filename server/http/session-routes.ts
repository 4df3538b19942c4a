/** `/api/sessions`: starting sessions, their records, and the links that let others in. */
import { Router } from 'express';
import { z } from 'zod';
import {
  type CreatedInvitation,
  createInvitationSchema,
  createSessionSchema,
  type Invitation,
  type SessionListItem,
  type SessionRecord,
  type User,
} from '../../shared/contract/rest.ts';
import type { Role } from '../../shared/contract/roles.ts';
import { HTTP_BUDGETS } from '../limits.ts';
import { callerOf } from './caller.ts';
import { limited } from './rate-limit.ts';

export interface SessionService {
  start(user: User, request: z.infer<typeof createSessionSchema>): Promise<{ id: string }>;
  list(user: User, before: Date | undefined): Promise<SessionListItem[]>;
  read(user: User, id: string): Promise<SessionRecord>;
  invite(user: User, id: string, request: { role: Role; hours: number }): Promise<CreatedInvitation>;
  invitations(user: User, id: string): Promise<Invitation[]>;
  revoke(user: User, id: string, invitationId: string): Promise<void>;
}

const sessionPath = z.object({ id: z.uuid() });
const invitationPath = sessionPath.extend({ invitationId: z.uuid() });
const listQuery = z.object({
  before: z.iso
    .datetime()
    .transform((text) => new Date(text))
    .optional(),
});

/** Expects callers to be authenticated already. */
export function sessionRoutes(sessions: SessionService): Router {
  const router = Router();
  const writes = limited(HTTP_BUDGETS.write);

  router.post('/', writes, async (request, response) => {
    const created = await sessions.start(callerOf(request), createSessionSchema.parse(request.body));
    response.status(201).location(`/api/sessions/${created.id}`).json(created);
  });
  router.get('/', async (request, response) => {
    const { before } = listQuery.parse(request.query);
    response.json({ sessions: await sessions.list(callerOf(request), before) });
  });
  router.get('/:id', async (request, response) => {
    const { id } = sessionPath.parse(request.params);
    response.json(await sessions.read(callerOf(request), id));
  });

  router.post('/:id/invitations', writes, async (request, response) => {
    const { id } = sessionPath.parse(request.params);
    const wish = createInvitationSchema.parse(request.body);
    response.status(201).json(await sessions.invite(callerOf(request), id, wish));
  });
  router.get('/:id/invitations', async (request, response) => {
    const { id } = sessionPath.parse(request.params);
    response.json({ invitations: await sessions.invitations(callerOf(request), id) });
  });
  router.delete('/:id/invitations/:invitationId', writes, async (request, response) => {
    const { id, invitationId } = invitationPath.parse(request.params);
    await sessions.revoke(callerOf(request), id, invitationId);
    response.status(204).end();
  });
  return router;
}
