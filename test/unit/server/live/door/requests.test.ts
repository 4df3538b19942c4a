import { describe, expect, it } from 'vitest';
import { permits } from '../../../../../server/identity/permissions.ts';
import { requestTable } from '../../../../../server/live/door/requests/requests.ts';
import { on, type Rows } from '../../../../../server/live/door/row.ts';
import { roleSchema } from '../../../../../shared/contract/roles.ts';
import { REQUESTS, type RequestName } from '../../../../../shared/contract/socket.ts';

const table = requestTable({
  // Nobody is let in here.
  doorkeeper: { admit: () => Promise.reject(new Error('closed')) },
  iceServers: [],
  watches: { begin: () => Promise.reject(new Error('closed')), end: () => undefined },
});
const rows = Object.entries(table) as [RequestName, (typeof table)[RequestName]][];

describe('the table of requests', () => {
  it('has a row for each request of the contract, and no other', () => {
    expect(Object.keys(table).sort()).toEqual(Object.keys(REQUESTS).sort());
  });

  it('lets somebody without a seat do nothing but join, renew their sign-in and hear of changes', () => {
    expect(rows.filter(([, { needs }]) => needs === undefined).map(([name]) => name)).toEqual([
      'session:join',
      'sign-in:renew',
      'changes:watch',
    ]);
  });

  it.each([
    ['spectator', ['stroke:begin', 'producer:create', 'picture:freeze', 'coaching:correct', 'session:end']],
    ['athlete', ['picture:freeze', 'coaching:correct', 'athlete:pick']],
  ] as const)('keeps from a %s what the role does not permit', (role, refused) => {
    for (const name of refused) {
      const { needs } = table[name];
      expect(needs && permits(roleSchema.parse(role), needs)).toBe(false);
    }
  });

  it('does not take a row of a request that the contract has not', () => {
    const handle = () => undefined;
    // @ts-expect-error there is no such request
    const unknown: Rows<'board'> = { 'board:burn': on('board', 'draw', handle) };
    // @ts-expect-error there is no such family, so it has no limit
    const unlimited = on('fire', 'draw', handle);
    expect([unknown, unlimited]).toHaveLength(2);
  });
});
