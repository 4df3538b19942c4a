import { describe, expect, it } from 'vitest';
import { Doorkeeper } from '../../../../server/live/door/doorkeeper.ts';
import type { Standing } from '../../../../server/records/sessions.ts';
import { SessionDirectory } from '../../../../server/sessions/directory.ts';
import { NODE, OTHER_NODE } from '../../../support/records/sessions.ts';

const SESSION = '16fd2706-8baf-433b-82eb-8c7fada847da';
const ADA = { id: '3b241101-e2bb-4255-8caf-4136c566a962', name: 'Ada' };

const aStanding = (changes: Partial<Standing> = {}): Standing => ({
  ownerId: ADA.id,
  ownerRole: 'athlete',
  status: 'live',
  node: OTHER_NODE,
  leased: true,
  ...changes,
});

/** The directory of a server on which nothing is live. */
function elsewhere(standing: Standing | undefined, otherUrls = ['https://two.example.org']) {
  const records = { lookUp: async () => standing };
  const directory = new SessionDirectory({
    live: { find: () => undefined },
    sessions: records,
    nodes: { urlOf: async (node) => (node === OTHER_NODE ? 'https://two.example.org' : undefined) },
    otherUrls,
  });
  const redeem = async () => ({ invitationId: NODE, sessionId: SESSION, role: 'coach' as const });
  return { directory, doorkeeper: new Doorkeeper({ directory, records, invitations: { redeem } }) };
}

describe('a session that is not live here', () => {
  it.each([
    ['is held by another server', aStanding(), { kind: 'elsewhere', address: 'https://two.example.org' }],
    ['is held by nobody any more', aStanding({ leased: false }), { kind: 'elsewhere', address: undefined }],
    ['has ended', aStanding({ status: 'ended', node: null, leased: false }), { kind: 'over' }],
    ['was interrupted', aStanding({ status: 'interrupted', node: null, leased: false }), { kind: 'over' }],
    ['never was', undefined, { kind: 'over' }],
  ])('%s', async (_how, standing, found) => {
    expect(await elsewhere(standing).directory.find(SESSION)).toEqual(found);
  });

  it.each([
    ['on another server is no session that is over', aStanding(), 'session_elsewhere'],
    ['on no server for a moment is none either', aStanding({ leased: false }), 'session_elsewhere'],
    ['after its end is over', aStanding({ status: 'ended', node: null, leased: false }), 'session_ended'],
  ])('%s, for its owner and for guests', async (_how, standing, code) => {
    const { doorkeeper } = elsewhere(standing);
    await expect(doorkeeper.admit(ADA, { sessionId: SESSION })).rejects.toMatchObject({ code });
    await expect(doorkeeper.admit(ADA, { sessionId: SESSION, invitation: 'link' })).rejects.toMatchObject({ code });
  });

  it.each([
    ['one that is not configured here', ['https://three.example.org']],
    ['one that only begins like it', ['https://two.example.org.evil.example']],
    ['any, where none is configured', []],
  ])('sends nobody to an address out of the database: %s', async (_what, otherUrls) => {
    const found = await elsewhere(aStanding(), otherUrls).directory.find(SESSION);
    expect(found).toEqual({ kind: 'elsewhere', address: undefined });
  });

  it('names the other server’s address to those who may enter', async () => {
    const { doorkeeper } = elsewhere(aStanding());
    await expect(doorkeeper.admit(ADA, { sessionId: SESSION })).rejects.toMatchObject({
      address: 'https://two.example.org',
    });
  });

  it('is not spoken of to strangers', async () => {
    const stranger = { id: NODE, name: 'Mallory' };
    await expect(elsewhere(aStanding()).doorkeeper.admit(stranger, { sessionId: SESSION })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});
