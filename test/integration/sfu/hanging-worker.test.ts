/** Media workers that are there and do nothing. */
import { pino } from 'pino';
import { afterEach, expect, it, onTestFinished } from 'vitest';
import { WorkerPool } from '../../../server/sfu/worker-pool.ts';
import { anAthlete } from '../../../shared/athlete/index.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { Bot } from '../../support/bot.ts';
import { RawSocket } from '../../support/raw-socket.ts';
import { Person } from '../../support/rest.ts';

const ADDRESS = { host: '127.0.0.1', announcedAddress: '127.0.0.1', port: 0 };

let server: TestApp | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function start(): Promise<TestApp> {
  server = await startApp({ SIDELINE_WORKERS: '2' });
  return server;
}

/** Values of a metric by the process id that they are of. */
async function byWorker(url: string, metric: string): Promise<Map<number, number>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const lines = text.matchAll(new RegExp(`^${metric}\\{pid="(\\d+)"\\} (.+)$`, 'gm'));
  return new Map([...lines].map(([, pid, value]) => [Number(pid), Number(value)]));
}

/** The worker that has a session. */
async function busyWorker(url: string): Promise<number> {
  let busy: number | undefined;
  await expect
    .poll(
      async () => {
        busy = [...(await byWorker(url, 'sideline_sfu_routers'))].find(([, routers]) => routers > 0)?.[0];
        return busy;
      },
      { timeout: 5_000 },
    )
    .toBeDefined();
  if (busy === undefined) throw new Error('no worker has a session');
  return busy;
}

/** Stops a process as a fault in it would; it goes on, if it still can, when the test is over. */
function stop(pid: number): void {
  process.kill(pid, 'SIGSTOP');
  onTestFinished(() => {
    try {
      process.kill(pid, 'SIGCONT');
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  });
}

it('moves the session of a worker that hangs to another, and goes on counting there', { timeout: 60_000 }, async () => {
  const { url } = await start();
  const person = await Person.signIn(url, 'Ada');
  const athlete = await Bot.join({ url, person, sessionId: await person.startSession() });
  onTestFinished(() => athlete.close());
  await athlete.perform(anAthlete({ activity: 'squat', reps: 100 }));
  await athlete.poses.more(3);
  const pid = await busyWorker(url);
  stop(pid);
  await athlete.event(({ type }) => type === 'media-restarted');
  expect(() => process.kill(pid, 0)).toThrow();
  await athlete.poses.more(3);
  await expect
    .poll(async () => await (await fetch(`${url}/readyz`)).json())
    .toMatchObject({ checks: { media: { ok: true, detail: '2 of 2 media workers, 1 replaced since the start' } } });
});

it('answers watchers at once while a worker hangs, and places all new sessions on another', async () => {
  const { url } = await start();
  const person = await Person.signIn(url, 'Ada');
  const [first] = [...(await byWorker(url, 'sideline_sfu_routers')).keys()];
  if (first === undefined) throw new Error('no media workers');
  stop(first);
  const began = performance.now();
  const answers = await Promise.all(['/metrics', '/readyz'].map((path) => fetch(`${url}${path}`)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(performance.now() - began).toBeLessThan(500);
  for (let session = 0; session < 4; session += 1) {
    const socket = await RawSocket.connect(url, person.token);
    onTestFinished(() => socket.close());
    await socket.join(await person.startSession());
    expect(await socket.ask('media:open')).toMatchObject({ ok: true });
  }
  expect(performance.now() - began).toBeLessThan(8_000);
});

it('ends a worker that hangs together with the pool', async () => {
  const pool = await WorkerPool.create({ count: 1, address: ADDRESS, logger: pino({ level: 'silent' }) });
  const [worker] = pool.workers;
  if (!worker) throw new Error('no media worker');
  process.kill(worker.pid, 'SIGSTOP');
  await pool.close();
  expect(() => process.kill(worker.pid, 0)).toThrow();
});
