/** Coming, going and ending. */
import { actionSchema } from '../../../../shared/contract/roles.ts';
import type { Doorkeeper } from '../doorkeeper.ts';
import { on, onArrival, type Rows } from '../row.ts';

export const sessionRequests = (doorkeeper: Pick<Doorkeeper, 'admit'>): Rows<'session'> => ({
  'session:join': onArrival('join', async (caller, request) => {
    const { session, participant, may } = await caller.sit(async (connection) => {
      const { session, admission } = await doorkeeper.admit(caller.user, request);
      return { session, participant: await session.admit(admission, connection) };
    });
    // Before the answer, so that nothing is sent yet that is not to be recorded.
    if (request.refusesRecording !== undefined && may('refuse-recording')) {
      await session.consent.refuse(participant, request.refusesRecording);
    }
    return {
      participantId: participant.id,
      role: participant.role,
      may: actionSchema.options.filter(may),
      state: session.snapshot,
    };
  }),
  'session:snapshot': on('snapshot', 'watch', ({ session }) => session.snapshot),
  'session:leave': on('session', 'watch', ({ stand }) => stand()),
  'session:end': on('session', 'end-session', ({ session }) => session.end('ended')),
});
