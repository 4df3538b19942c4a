/** `/healthz` (the process answers), `/readyz` (it can serve sessions) and `/metrics`. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { Router } from 'express';
import type { Registry } from 'prom-client';
import { SidelineError } from '../../shared/contract/errors.ts';
import { KEPT_FOR_MS } from '../limits.ts';
import { Kept } from '../support/kept.ts';
import { bearerToken } from './caller.ts';
import type { RateLimits } from './rate-limits.ts';

/** One thing that must work for sessions to be served. */
export interface Check {
  ok: boolean;
  detail: string;
}

export interface HealthService {
  /** Checks by name. */
  readiness(): Promise<Record<string, Check>>;
  metrics: Registry;
  /** What readers of `/metrics` must bring as bearer token; anybody may read them when it is undefined. */
  metricsToken: string | undefined;
}

/** Each answer is made once a second at most, however many ask. */
export function healthRoutes({ readiness, metrics, metricsToken }: HealthService, limits: RateLimits): Router {
  const router = Router();
  const checksKept = new Kept<Record<string, Check>>(KEPT_FOR_MS);
  const metricsKept = new Kept<string>(KEPT_FOR_MS);
  router.use(['/healthz', '/readyz', '/metrics'], limits.health);
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', async (_request, response) => {
    const checks = await checksKept.get('checks', readiness);
    const ready = Object.values(checks).every(({ ok }) => ok);
    response.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'not ready', checks });
  });
  router.get('/metrics', async (request, response) => {
    if (metricsToken !== undefined && !sameToken(bearerToken(request) ?? '', metricsToken)) {
      throw new SidelineError('unauthenticated', 'Bring the token of SIDELINE_METRICS_TOKEN as bearer token.');
    }
    response.type(metrics.contentType).send(await metricsKept.get('metrics', () => metrics.metrics()));
  });
  return router;
}

/** Compared in a time that does not depend on where they differ. */
function sameToken(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
