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
function elsewhere(standing: Standing | undefined) {
  const records = { lookUp: async () => standing };
  const directory = new SessionDirectory({ find: () => undefined }, records);
  const redeem = async () => ({ invitationId: NODE, sessionId: SESSION, role: 'coach' as const });
  return { directory, doorkeeper: new Doorkeeper({ directory, records, invitations: { redeem } }) };
}

describe('a session that is not live here', () => {
  it.each([
    ['is held by another server', aStanding(), { kind: 'elsewhere', node: OTHER_NODE }],
    ['is held by nobody any more', aStanding({ leased: false }), { kind: 'elsewhere', node: undefined }],
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

  it('is not spoken of to strangers', async () => {
    const stranger = { id: NODE, name: 'Mallory' };
    await expect(elsewhere(aStanding()).doorkeeper.admit(stranger, { sessionId: SESSION })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});
