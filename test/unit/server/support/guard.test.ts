import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterEach, expect, it } from 'vitest';
import { addressReader } from '../../../../server/support/address.ts';
import { createGuard } from '../../../../server/support/guard.ts';

let server: Server | undefined;
afterEach(async () => {
  await new Promise((resolve) => server?.close(resolve));
});

/** What is logged when two requests come by a proxy. */
async function logBehindProxy(trustProxy: boolean, header = 'X-Forwarded-For'): Promise<string[]> {
  const log: string[] = [];
  const logger = pino({}, { write: (line: string) => void log.push(line) });
  const guard = createGuard({ addressOf: addressReader(trustProxy), trustProxy, logger });
  server = createServer((request, response) => guard(request, response, () => response.end()));
  const { port } = await new Promise<AddressInfo>((resolve) => {
    server?.listen(0, '127.0.0.1', () => resolve(server?.address() as AddressInfo));
  });
  for (let count = 0; count < 2; count += 1) {
    await fetch(`http://127.0.0.1:${port}`, { headers: { [header]: '203.0.113.7' } });
  }
  return log;
}

it.each(['X-Forwarded-For', 'X-Real-IP'])(
  'says once what to set when a proxy that adds %s stands in front',
  async (header) => {
    const log = await logBehindProxy(false, header);
    expect(log).toHaveLength(1);
    expect(log[0]).toContain('SIDELINE_TRUST_PROXY is not set');
  },
);

it('says nothing of a proxy that it trusts', async () => {
  expect(await logBehindProxy(true)).toEqual([]);
});
