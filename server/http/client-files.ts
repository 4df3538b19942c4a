/** The built client: hashed assets for a year, the page itself for every other address. */
import { join } from 'node:path';
import express, { Router } from 'express';

/** @param folder the build's output */
export function clientFiles(folder: string): Router {
  const router = Router();
  const assets = { immutable: true, maxAge: '1y', fallthrough: false } as const;
  router.use('/assets', express.static(join(folder, 'assets'), assets));
  router.use(express.static(folder, { index: false, maxAge: '1h' }));
  router.get('/{*path}', (request, response, next) => {
    if (!request.accepts('html')) {
      next();
      return;
    }
    response.sendFile(join(folder, 'index.html'), { cacheControl: false, headers: { 'Cache-Control': 'no-cache' } });
  });
  return router;
}
