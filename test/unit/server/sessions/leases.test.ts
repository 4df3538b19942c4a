import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LEASE } from '../../../../server/limits.ts';
import { Leases } from '../../../../server/sessions/leases.ts';
import { quiet } from '../../../support/records/databases.ts';

/** The sessions of all servers, as the database has them. */
class Table {
  readonly rows = new Map<string, { node: string; leasedUntil: number }>();
  down = false;

  async take(node: string, seconds: number, { own }: { own: boolean }): Promise<string[]> {
    this.#mustBeUp();
    const free = [...this.rows].filter(([, row]) => (own && row.node === node) || row.leasedUntil <= Date.now());
    return free.map(([id]) => this.lease(id, node, seconds));
  }

  async renew(node: string, seconds: number, held: readonly string[]): Promise<string[]> {
    this.#mustBeUp();
    const kept = held.filter((id) => this.rows.get(id)?.node === node);
    return kept.map((id) => this.lease(id, node, seconds));
  }

  async release(node: string): Promise<void> {
    for (const row of this.rows.values()) if (row.node === node) row.leasedUntil = Date.now();
  }

  lease(id: string, node: string, seconds: number = LEASE.seconds): string {
    this.rows.set(id, { node, leasedUntil: Date.now() + seconds * 1_000 });
    return id;
  }

  #mustBeUp(): void {
    if (this.down) throw new Error('the database is away');
  }
}

let table: Table;
const open: Leases[] = [];

/** A server, and the sessions that are live on it. */
async function aServer(node: string): Promise<{ live: Set<string>; leases: Leases }> {
  const live = new Set<string>();
  const leases = await Leases.create({
    node,
    sessions: table,
    live: {
      get ids() {
        return [...live];
      },
      letGo: async (id) => void live.delete(id),
      close: async () => live.clear(),
    },
    reopen: async (id) => void live.add(id),
    logger: quiet,
  });
  open.push(leases);
  return { live, leases };
}

beforeEach(() => {
  vi.useFakeTimers();
  table = new Table();
});
afterEach(async () => {
  for (const leases of open.splice(0)) await leases.close();
  vi.useRealTimers();
});

/** Leases are renewed long before this. */
const LONG_MS = 10 * LEASE.seconds * 1_000;

describe('the leases of a server', () => {
  it('keep its sessions from others as long as it lives', async () => {
    table.lease('mine', 'one');
    const one = await aServer('one');
    const two = await aServer('two');
    await vi.advanceTimersByTimeAsync(LONG_MS);
    expect([...one.live]).toEqual(['mine']);
    expect([...two.live]).toEqual([]);
  });

  it('open what it held in its last run at once, although that lease still holds', async () => {
    table.lease('mine', 'one');
    table.lease('theirs', 'two');
    expect([...(await aServer('one')).live]).toEqual(['mine']);
  });

  it('run out when it ends without a word, and not before that another one takes its sessions', async () => {
    const two = await aServer('two');
    table.lease('orphan', 'one');
    await vi.advanceTimersByTimeAsync(LEASE.seconds * 1_000 - 1);
    expect([...two.live]).toEqual([]);
    await vi.advanceTimersByTimeAsync(1 + LEASE.renewEveryMs);
    expect([...two.live]).toEqual(['orphan']);
  });

  it('are given up when it stops, so that another one goes on soon', async () => {
    table.lease('shared', 'one');
    const one = await aServer('one');
    const two = await aServer('two');
    await one.leases.close();
    expect([...one.live]).toEqual([]);
    await vi.advanceTimersByTimeAsync(LEASE.renewEveryMs);
    expect([...two.live]).toEqual(['shared']);
  });

  it('make it let go of a session that another one has taken while it could not reach the database', async () => {
    table.lease('shared', 'one');
    const one = await aServer('one');
    table.down = true;
    await vi.advanceTimersByTimeAsync(LEASE.seconds * 1_000);
    expect([...one.live]).toEqual(['shared']);
    table.lease('shared', 'two');
    table.down = false;
    await vi.advanceTimersByTimeAsync(LEASE.renewEveryMs);
    expect([...one.live]).toEqual([]);
  });

  it('hold on through an outage of the database that nobody made use of', async () => {
    table.lease('mine', 'one');
    const one = await aServer('one');
    table.down = true;
    await vi.advanceTimersByTimeAsync(2 * LEASE.seconds * 1_000);
    table.down = false;
    await vi.advanceTimersByTimeAsync(LEASE.renewEveryMs);
    expect([...one.live]).toEqual(['mine']);
    expect(table.rows.get('mine')?.leasedUntil).toBeGreaterThan(Date.now());
  });
});
