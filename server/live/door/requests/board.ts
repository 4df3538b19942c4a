/** Ink, and the picture that stands still beneath it. */
import { SidelineError } from '../../../../shared/contract/errors.ts';
import { on, type Rows } from '../row.ts';

export const boardRequests: Rows<'picture' | 'stroke' | 'board'> = {
  'picture:freeze': on('session', 'freeze', ({ session, participant }, { athleteId, at }) =>
    session.freeze(participant, athleteId, at),
  ),
  'picture:release': on('session', 'freeze', ({ session }, { athleteId }) => session.release(athleteId)),

  'stroke:begin': on('board', 'draw', ({ session, participant }, { athleteId, stroke }) =>
    session.boards.begin(participant, athleteId, stroke),
  ),
  'stroke:draw': on('board', 'draw', ({ session, participant }, draw) => session.boards.draw(participant, draw)),
  'stroke:end': on('board', 'draw', ({ session, participant }, { id }) => session.boards.end(participant, id)),
  'stroke:cancel': on('board', 'draw', ({ session, participant }, { id }) => session.boards.cancel(participant, id)),
  'board:undo': on('board', 'draw', ({ session, participant }, { athleteId, over }) =>
    session.boards.undo(participant, athleteId, over),
  ),
  'board:clear': on('board', 'draw', async ({ session, participant, may }, { athleteId, scope, over }) => {
    if (scope === 'all' && !may('clear-all')) {
      throw new SidelineError('forbidden', 'Only a coach may clear everyone’s ink.');
    }
    await session.boards.clear(participant, athleteId, { scope, over });
  }),
};
