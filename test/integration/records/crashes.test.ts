import { type ChildProcess, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { Records } from '../../../server/records/records.ts';
import { SessionCloser } from '../../../server/sessions/session-closer.ts';
import { userSchema } from '../../../shared/contract/rest.ts';
import { copyTemplate } from '../../support/fresh-database.ts';
import { quiet } from '../../support/records/databases.ts';
import { ATHLETE_ID, aRepetition, coachingEvent } from '../../support/records/events.ts';
import { aGuest } from '../../support/records/people.ts';
import { aNewSession, NODE } from '../../support/records/sessions.ts';
import { startProgram } from '../../support/start-program.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const WRITER = new URL('../../support/records/writer.process.ts', import.meta.url);

let open: Records | undefined;
async function openRecords(dataDir: string, reserveBytes?: number): Promise<Records> {
  open = await Records.create({ dataDir, logger: quiet, reserveBytes });
  return open;
}
afterEach(async () => {
  await open?.close();
  open = undefined;
});

async function aLiveSession(records: Records) {
  const user = await aGuest(records.accounts, 'Ada');
  const { id } = await records.sessions.create(user, aNewSession());
  await records.participants.join(id, {
    participantId: ATHLETE_ID,
    user,
    role: 'athlete',
    invitationId: undefined,
  });
  return { user, id };
}

describe('kill -9 in the middle of writing', { timeout: 90_000 }, () => {
  it('loses nothing that was acknowledged, and leaves a folder that opens at once', async () => {
    const dataDir = temporaryFolder();
    copyTemplate(dataDir);
    for (const acknowledgements of [50, 400]) {
      const { user, id, acknowledged } = await killWriterAfter(dataDir, acknowledgements);
      const records = await openRecords(dataDir);
      expect(await records.sessions.take(NODE, 30, { own: true })).toEqual([id]);
      await new SessionCloser(records).close(id, 'interrupted');
      const { status, athletes } = await records.sessions.read(user, id);
      expect(status).toBe('interrupted');
      const [athlete] = athletes ?? [];
      const kept = new Set(athlete?.feedback.map((event) => event.type === 'repetition' && event.index));
      expect(acknowledged.filter((seq) => !kept.has(seq))).toEqual([]);
      await records.close();
    }
  });

  it('while the database is being made leaves nothing that stands in the way', async () => {
    const dataDir = temporaryFolder();
    const writer = startWriter(dataDir);
    await vi.waitFor(() => expect(existsSync(join(dataDir, 'database.new', 'base'))).toBe(true), 20_000);
    await kill(writer);
    expect(existsSync(join(dataDir, 'database'))).toBe(false);
    expect(await (await openRecords(dataDir)).health()).toMatchObject({ ok: true });
    expect(readdirSync(dataDir).sort()).toEqual(['database', 'database.lock']);
  });
});

describe('a second server on the same folder', () => {
  it('is refused with the folder and the holder, and the first goes on', async () => {
    const dataDir = temporaryFolder();
    copyTemplate(dataDir);
    const first = await openRecords(dataDir);
    await expect(Records.create({ dataDir, logger: quiet })).rejects.toThrow(
      `${join(dataDir, 'database')} is in use by process ${process.pid}`,
    );
    expect(await first.health()).toMatchObject({ ok: true });
  });
});

const mayMount = process.platform === 'linux' && process.getuid?.() === 0;

describe.skipIf(!mayMount)(
  `a full disk${mayMount ? '' : ' (skipped: mounting one takes root on Linux)'}`,
  { timeout: 90_000 },
  () => {
    /** 120 MB of its own; the database takes about 45. */
    function aSmallDisk() {
      const folder = join(temporaryFolder(), 'disk');
      mkdirSync(folder);
      const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=120m', 'tmpfs', folder]);
      if (status !== 0) throw new Error(`mount failed: ${stderr}`);
      onTestFinished(async () => {
        await open?.close();
        spawnSync('umount', [folder]);
      });
      const ballast = join(folder, 'ballast');
      return {
        folder,
        fill: ({ leaving }: { leaving: number }) => {
          const { bavail, bsize } = statfsSync(folder);
          writeFileSync(ballast, Buffer.alloc(bavail * bsize - leaving));
        },
        makeRoom: () => rmSync(ballast),
      };
    }

    /** Appends events until one is refused. */
    async function writeUntilRefused(records: Records, sessionId: string) {
      const outcome = { appended: 0, durable: 0, refusals: new Set<unknown>() };
      while (outcome.refusals.size === 0) {
        const batch = Array.from({ length: 200 }, () => {
          outcome.appended += 1;
          return records.journal
            .append(sessionId, coachingEvent(outcome.appended, aRepetition({ index: outcome.appended })))
            .then(() => {
              outcome.durable += 1;
            })
            .catch((error) => outcome.refusals.add(error.code));
        });
        await Promise.all(batch);
      }
      return outcome;
    }

    it.each([
      // With room for one more segment of the write-ahead log, which may begin before the disk is looked at again.
      { how: 'writes are refused before it is full', reserve: undefined, leaving: 24e6, readable: true },
      { how: 'tables can’t grow', reserve: 0, leaving: 0, readable: true },
      {
        how: 'the write-ahead log can’t grow and the database thread panics',
        reserve: 0,
        leaving: 8e6,
        readable: false,
      },
    ])('is reported, survived and forgotten when there is room again: $how', async ({ reserve, leaving, readable }) => {
      const disk = aSmallDisk();
      copyTemplate(disk.folder);
      const records = await openRecords(disk.folder, reserve);
      const health: boolean[] = [];
      records.journal.onHealth((keeping) => health.push(keeping));
      const { user, id } = await aLiveSession(records);

      disk.fill({ leaving });
      const { appended, durable, refusals } = await writeUntilRefused(records, id);
      expect([...refusals]).toEqual(['storage_unavailable']);
      expect(health).toEqual([false]);
      expect((await records.health()).ok).toBe(false);
      await expect(new SessionCloser(records).close(id, 'ended')).rejects.toMatchObject({
        code: 'storage_unavailable',
      });
      if (readable) expect((await records.sessions.read(user, id)).counted).toBe(durable);

      disk.makeRoom();
      await vi.waitFor(() => expect(records.journal.keeping).toBe(true), 15_000);
      await new SessionCloser(records).close(id, 'ended');
      expect(health).toEqual([false, true]);
      expect(await records.sessions.read(user, id)).toMatchObject({
        status: 'ended',
        summaries: [{ reps: appended }],
      });
    });

    it('refuses to make a database where there is no room for one', async () => {
      const disk = aSmallDisk();
      disk.fill({ leaving: 20e6 });
      await expect(openRecords(disk.folder)).rejects.toThrow(/only 19 MB free for a new database/);
    });
  },
);

function startWriter(dataDir: string) {
  const writer = startProgram(WRITER, [dataDir]);
  onTestFinished(() => void writer.kill('SIGKILL'));
  return writer;
}

async function kill(process: ChildProcess): Promise<void> {
  const ended = once(process, 'exit');
  process.kill('SIGKILL');
  await ended;
}

/** Lets a server write until it has acknowledged so many events, kills it, and returns which it had acknowledged. */
async function killWriterAfter(dataDir: string, count: number) {
  const writer = startWriter(dataDir);
  if (!writer.stdout) throw new Error('the writer has no output');
  const lines: string[] = [];
  for await (const line of createInterface(writer.stdout)) {
    lines.push(line);
    if (lines.length === count + 1) void kill(writer);
  }
  const [head = '', ...acknowledged] = lines;
  const { user, id } = z.object({ user: userSchema, id: z.uuid() }).parse(JSON.parse(head));
  expect(acknowledged.length).toBeGreaterThanOrEqual(count);
  return { user, id, acknowledged: acknowledged.map(Number) };
}
