/** Ink, and the picture that stands still beneath it. */
import { SidelineError } from '../../../../shared/contract/errors.ts';
import { on, type Rows } from '../row.ts';

export const boardRequests: Rows<'picture' | 'stroke' | 'board'> = {
  'picture:freeze': on('session', 'freeze', ({ session, member }, { athleteId, at }) =>
    session.freeze(member, athleteId, at),
  ),
  'picture:release': on('session', 'freeze', ({ session }, { athleteId }) => session.release(athleteId)),

  'stroke:begin': on('board', 'draw', ({ session, member }, { athleteId, stroke }) =>
    session.beginStroke(member, athleteId, stroke),
  ),
  'stroke:draw': on('board', 'draw', ({ session, member }, draw) => session.drawStroke(member, draw)),
  'stroke:end': on('board', 'draw', ({ session, member }, { id }) => session.endStroke(member, id)),
  'stroke:cancel': on('board', 'draw', ({ session, member }, { id }) => session.cancelStroke(member, id)),
  'board:undo': on('board', 'draw', ({ session, member }, { athleteId }) => session.undoStroke(member, athleteId)),
  'board:clear': on('board', 'draw', async ({ session, member, may }, { athleteId, scope }) => {
    if (scope === 'all' && !may('clear-all')) {
      throw new SidelineError('forbidden', 'Only a coach may clear everyone’s ink.');
    }
    await session.clearBoard(member, athleteId, scope);
  }),
};
