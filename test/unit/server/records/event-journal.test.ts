import { existsSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { Sql } from '../../../../server/records/database.ts';
import { EventJournal } from '../../../../server/records/event-journal.ts';
import { EventSpool } from '../../../../server/records/event-spool.ts';
import { SidelineError } from '../../../../shared/contract/errors.ts';
import type { SessionEvent } from '../../../../shared/contract/session.ts';
import { quiet } from '../../../support/records/databases.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const everything = async (sessionIds: string[]) => sessionIds;
const SESSION = '00000000-0000-4000-8000-000000000001';
const anEvent = (seq: number): SessionEvent => ({ seq, at: seq, change: { type: 'spectators', count: seq } });

/** A table that fails on command; it sees the journal's statement and its one parameter. */
class Table {
  readonly rows: number[] = [];
  readonly batches: number[] = [];
  full = false;
  refused = new Set<number>();
  /** Statements under way at once, at most. */
  mostAtOnce = 0;
  #atOnce = 0;

  asServer<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    const sql = async (_text: TemplateStringsArray, json: string) => {
      this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#atOnce);
      await new Promise(setImmediate);
      this.#atOnce -= 1;
      const seqs = (JSON.parse(json) as { seq: number }[]).map(({ seq }) => seq);
      if (this.full) throw new SidelineError('storage_unavailable', 'full');
      if (seqs.some((seq) => this.refused.has(seq))) throw new SidelineError('invalid_request', 'refused');
      this.batches.push(seqs.length);
      this.rows.push(...seqs);
    };
    return work(sql as unknown as Sql);
  }
}

function aJournal(spool?: EventSpool) {
  const table = new Table();
  const journal = new EventJournal(table, quiet, spool);
  const health: boolean[] = [];
  journal.onHealth((keeping) => health.push(keeping));
  const append = (...seqs: number[]) =>
    Promise.allSettled(seqs.map((seq) => journal.append(SESSION, anEvent(seq)))).then((outcomes) =>
      outcomes.map((outcome) => (outcome.status === 'fulfilled' ? 'durable' : outcome.reason.code)),
    );
  return { table, journal, health, append };
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('the event journal', () => {
  it('keeps on disk what waits for the database, and writes it after the next start', async () => {
    const path = join(temporaryFolder(), 'waiting.jsonl');
    const { table, journal, append } = aJournal(new EventSpool(path, quiet));
    expect(await append(1)).toEqual(['durable']);
    table.full = true;
    await append(2, 3);
    await append(4);
    await journal.close();
    // As when the machine loses power.
    await appendFile(path, 'spoilt\n{"session_id":"cut sho');

    const next = aJournal(new EventSpool(path, quiet));
    await next.journal.takeUp(everything);
    expect(next.table.rows).toEqual([2, 3, 4]);
    await next.journal.close();
    expect(existsSync(path)).toBe(false);
  });

  it('leaves nothing on disk once the database is back', async () => {
    const path = join(temporaryFolder(), 'waiting.jsonl');
    const { table, journal, append } = aJournal(new EventSpool(path, quiet));
    table.full = true;
    await append(1);
    table.full = false;
    await journal.flush();
    expect(await append(2)).toEqual(['durable']);
    await journal.close();
    expect(existsSync(path)).toBe(false);
  });

  it('gives up what waited for a session that another server has gone on with', async () => {
    const path = join(temporaryFolder(), 'waiting.jsonl');
    const { table, journal, append } = aJournal(new EventSpool(path, quiet));
    table.full = true;
    await append(1);
    await journal.close();
    const next = aJournal(new EventSpool(path, quiet));
    await next.journal.takeUp(async () => []);
    expect(next.table.rows).toEqual([]);
    await next.journal.close();
    expect(existsSync(path)).toBe(false);
  });

  it('writes what comes close together in one statement, in order', async () => {
    const { table, append } = aJournal();
    expect(await append(1, 2, 3)).toEqual(['durable', 'durable', 'durable']);
    expect(table.batches).toEqual([3]);
    expect(table.rows).toEqual([1, 2, 3]);
  });

  it('writes a flood in statements of bounded size, one at a time', async () => {
    const { table, append } = aJournal();
    await append(...upTo(950));
    expect(table.rows).toEqual(upTo(950));
    expect(Math.max(...table.batches)).toBe(200);
    expect(table.mostAtOnce).toBe(1);
  });

  it('says at once when an event is not durable, and writes it when it can', async () => {
    const { table, journal, health, append } = aJournal();
    table.full = true;
    expect(await append(1, 2)).toEqual(['storage_unavailable', 'storage_unavailable']);
    expect(journal.keeping).toBe(false);
    await expect(journal.flush()).rejects.toMatchObject({ code: 'storage_unavailable' });
    table.full = false;
    await journal.flush();
    expect(table.rows).toEqual([1, 2]);
    expect(health).toEqual([false, true]);
  });

  it('tries again by itself', async () => {
    const { table, health, append } = aJournal();
    table.full = true;
    await append(1);
    table.full = false;
    await vi.waitFor(() => expect(table.rows).toEqual([1]), 3_000);
    expect(health).toEqual([false, true]);
  });

  it('writes all but the event that the database refuses', async () => {
    const { table, append } = aJournal();
    table.refused.add(2);
    expect(await append(1, 2, 3)).toEqual(['durable', 'invalid_request', 'durable']);
    expect(table.rows).toEqual([1, 3]);
  });

  it('refuses more than it has room for, and keeps what it took', async () => {
    const { table, journal, append } = aJournal();
    table.full = true;
    const taken = append(...upTo(20_000));
    expect(await append(20_001)).toEqual(['storage_unavailable']);
    expect(new Set(await taken)).toEqual(new Set(['storage_unavailable']));
    table.full = false;
    await journal.flush();
    expect(table.rows).toEqual(upTo(20_000));
  });

  it('writes what is waiting when it closes, and takes nothing more', async () => {
    const { table, journal, append } = aJournal();
    const waiting = append(1, 2);
    await journal.close();
    await journal.close();
    expect(await waiting).toEqual(['durable', 'durable']);
    expect(table.rows).toEqual([1, 2]);
    expect(await append(3)).toEqual(['shutting_down']);
  });

  it('closes although the database takes nothing, and says so to those who wait', async () => {
    const { table, journal, append } = aJournal();
    table.full = true;
    const waiting = append(1);
    await journal.close();
    expect(await waiting).toEqual(['storage_unavailable']);
    expect(table.rows).toEqual([]);
  });
});
