/** `/api/sessions/:id/repetitions` and `/api/sessions/:id/track/:participantId`: a session for other programs. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Router } from 'express';
import { z } from 'zod';
import type { Exports } from '../review/exports.ts';
import { repetitionsCsv } from '../review/repetition-export.ts';
import { callerOf } from './caller.ts';
import type { RateLimits } from './rate-limits.ts';

const sessionPath = z.object({ id: z.uuid() });
const trackPath = sessionPath.extend({ participantId: z.uuid() });
/** CSV as RFC 4180 has it, or JSON. */
const formatQuery = z.object({ format: z.enum(['csv', 'json']).default('json') });

/** Expects callers to be authenticated already. */
export function exportRoutes(exports: Exports, limits: RateLimits): Router {
  const router = Router();
  router.get('/:id/repetitions', limits.read, async (request, response) => {
    const { id } = sessionPath.parse(request.params);
    const { format } = formatQuery.parse(request.query);
    const session = await exports.repetitions(callerOf(request), id);
    response.attachment(`sideline-repetitions.${format}`);
    if (format === 'csv') response.type('text/csv; charset=utf-8').send(repetitionsCsv(session));
    else response.json(session);
  });
  router.get('/:id/track/:participantId', limits.read, async (request, response) => {
    const { id, participantId } = trackPath.parse(request.params);
    const lines = await exports.track(callerOf(request), id, participantId);
    response.attachment('sideline-track.jsonl').type('application/jsonl');
    await pipeline(Readable.from(lines), response);
  });
  return router;
}
