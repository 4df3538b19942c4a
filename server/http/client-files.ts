/** The built client: hashed assets for a year, the page itself for every other address that is not a file's. */
import { join } from 'node:path';
import express, { Router } from 'express';

/** What addresses of files end in; the last part of a link's token is longer. */
const FILE_ENDING = /\.[a-z0-9]{1,12}$/i;

/** @param folder the build's output */
export function clientFiles(folder: string): Router {
  const router = Router();
  const assets = { immutable: true, maxAge: '1y', fallthrough: false } as const;
  router.use('/assets', express.static(join(folder, 'assets'), assets));
  router.use(express.static(folder, { index: false, maxAge: '1h' }));
  router.get('/{*path}', (request, response, next) => {
    // A page in place of a script or picture that is not there would be a riddle.
    if (!request.accepts('html') || FILE_ENDING.test(request.path)) {
      next();
      return;
    }
    response.sendFile(join(folder, 'index.html'), { cacheControl: false, headers: { 'Cache-Control': 'no-cache' } });
  });
  return router;
}
