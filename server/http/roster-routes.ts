/** `/api/roster`, `/api/teams`, `/api/access` and `/api/guardian`: who lets whom see their training. */
import { type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { acceptSchema, minorSchema, rosterLinkWishSchema, teamWishSchema } from '../../shared/contract/roster.ts';
import type { Roster } from '../roster/roster.ts';
import { callerOf } from './caller.ts';
import type { RateLimits } from './rate-limits.ts';

const tokenPath = z.object({ token: z.string().min(1).max(2_000) });
const idPath = z.object({ id: z.uuid() });
const coachPath = idPath.extend({ coachId: z.uuid() });

/** @param signedIn lets only requests with a good token through; what a link leads to is shown to everyone who has it */
export function rosterRoutes(roster: Roster, signedIn: RequestHandler, limits: RateLimits): Router {
  const router = Router();

  router.get('/roster/links/:token', limits.preview, async (request, response) => {
    response.json(await roster.preview(tokenPath.parse(request.params).token));
  });
  router.get('/guardian/:token', limits.preview, async (request, response) => {
    response.json(await roster.consentAsked(tokenPath.parse(request.params).token));
  });

  router.get('/roster', signedIn, limits.read, async (request, response) => {
    response.json(await roster.of(callerOf(request)));
  });
  router.post('/roster/links', signedIn, limits.write, async (request, response) => {
    response.status(201).json(await roster.createLink(callerOf(request), rosterLinkWishSchema.parse(request.body)));
  });
  router.delete('/roster/links/:id', signedIn, limits.write, async (request, response) => {
    await roster.revokeLink(callerOf(request), idPath.parse(request.params).id);
    response.status(204).end();
  });

  router.post('/teams', signedIn, limits.write, async (request, response) => {
    response.status(201).json(await roster.createTeam(callerOf(request), teamWishSchema.parse(request.body).name));
  });
  router.put('/teams/:id', signedIn, limits.write, async (request, response) => {
    const { name } = teamWishSchema.parse(request.body);
    await roster.renameTeam(callerOf(request), idPath.parse(request.params).id, name);
    response.status(204).end();
  });
  router.delete('/teams/:id', signedIn, limits.write, async (request, response) => {
    await roster.removeTeam(callerOf(request), idPath.parse(request.params).id);
    response.status(204).end();
  });
  router.delete('/teams/:id/coaches/:coachId', signedIn, limits.write, async (request, response) => {
    const { id, coachId } = coachPath.parse(request.params);
    await roster.removeTeamCoach(callerOf(request), id, coachId);
    response.status(204).end();
  });

  router.get('/access', signedIn, limits.read, async (request, response) => {
    response.json(await roster.accessOf(callerOf(request)));
  });
  router.post('/access', signedIn, limits.write, async (request, response) => {
    response.status(201).json(await roster.accept(callerOf(request), acceptSchema.parse(request.body).token));
  });
  router.put('/access/minor', signedIn, limits.write, async (request, response) => {
    await roster.setMinor(callerOf(request), minorSchema.parse(request.body).until);
    response.status(204).end();
  });
  router.delete('/access/:id', signedIn, limits.write, async (request, response) => {
    await roster.withdraw(callerOf(request), idPath.parse(request.params).id);
    response.status(204).end();
  });
  router.post('/access/:id/guardian', signedIn, limits.write, async (request, response) => {
    const { id } = idPath.parse(request.params);
    response.status(201).json(await roster.guardianLink(callerOf(request), id));
  });
  router.post('/guardian/:token', signedIn, limits.write, async (request, response) => {
    await roster.consent(callerOf(request), tokenPath.parse(request.params).token);
    response.status(204).end();
  });
  return router;
}
