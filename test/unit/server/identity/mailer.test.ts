import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { Mailer } from '../../../../server/identity/mailer.ts';

it('gives a mail server up that says nothing, and lets go of it', async () => {
  const connections: Socket[] = [];
  const silent = createServer((socket) => connections.push(socket.resume())).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const address = silent.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const failed = new Promise<string>((resolve) => {
    const mailer = new Mailer({
      smtpUrl: `smtp://127.0.0.1:${address.port}`,
      from: 'Sideline <sideline@example.org>',
      publicUrl: 'https://coach.example.org',
      answersWithinMs: 50,
      logger: pino({ level: 'error' }, { write: resolve }),
    });
    mailer.sendLink('ada@example.org', 'recovery', 'token');
  });
  expect(await failed).toContain('a mail could not be sent');
  // Closes once nobody holds a connection any more.
  silent.close();
  await once(silent, 'close');
  expect(connections).toHaveLength(1);
});
