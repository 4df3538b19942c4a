import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clientFiles } from '../../../../server/http/client-files.ts';
import { notFound, problemHandler } from '../../../../server/http/problems.ts';

const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJqdGkiOiIxIn0.AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfG';

let folder: string;
let server: Server;
let url: string;
let log: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sideline-client-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<title>Sideline</title>');
  await writeFile(join(folder, 'assets', 'main-1234.js'), 'void 0;');
  const app = express();
  app.use(clientFiles(folder), notFound, problemHandler(pino({}, { write: (line: string) => void log.push(line) })));
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  log = [];
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

describe('the built client', () => {
  it.each(['/', '/sessions', '/activities/squat', `/join/${TOKEN}`])('is a page at %s', async (path) => {
    const response = await fetch(`${url}${path}`);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('Sideline');
  });

  it('lets browsers keep its assets for good', async () => {
    const response = await fetch(`${url}/assets/main-1234.js`);
    expect(response.headers.get('cache-control')).toContain('immutable');
  });

  it.each([
    ['/assets/x.js', 404],
    ['/assets/', 404],
    ['/missing.js', 404],
    ['/favicon.png', 404],
    ['/%ff', 400],
    ['/assets/%ff.js', 400],
    ['/%c0%ae%c0%ae/etc/passwd', 400],
  ])('answers %s with %i, in one line of the log and without a stack', async (path, status) => {
    const response = await fetch(`${url}${path}`);
    expect(response.status).toBe(status);
    expect(await response.text()).not.toContain(folder);
    expect(log).toHaveLength(1);
    expect(log[0]).toContain('request refused');
    expect(log[0]).not.toContain('stack');
  });
});
