/** `/healthz` (the process answers), `/readyz` (it can serve sessions) and `/metrics`. */
import { Router } from 'express';
import type { Registry } from 'prom-client';

/** One thing that must work for sessions to be served. */
export interface Check {
  ok: boolean;
  detail: string;
}

export interface HealthService {
  /** Checks by name. */
  readiness(): Promise<Record<string, Check>>;
  metrics: Registry;
}

export function healthRoutes({ readiness, metrics }: HealthService): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', async (_request, response) => {
    const checks = await readiness();
    const ready = Object.values(checks).every(({ ok }) => ok);
    response.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'not ready', checks });
  });
  router.get('/metrics', async (_request, response) => {
    response.type(metrics.contentType).send(await metrics.metrics());
  });
  return router;
}
