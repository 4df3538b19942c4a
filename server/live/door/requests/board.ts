/** Ink, and the picture that stands still beneath it. */
import { SidelineError } from '../../../../shared/contract/errors.ts';
import { on, type Rows } from '../row.ts';

export const boardRequests: Rows<'picture' | 'stroke' | 'board'> = {
  'picture:freeze': on('session', 'freeze', ({ session, member }, { at }) => session.freeze(member, at)),
  'picture:release': on('session', 'freeze', ({ session }) => session.release()),

  'stroke:begin': on('board', 'draw', ({ session, member }, begin) => session.beginStroke(member, begin)),
  'stroke:draw': on('board', 'draw', ({ session, member }, draw) => session.drawStroke(member, draw)),
  'stroke:end': on('board', 'draw', ({ session, member }, { id }) => session.endStroke(member, id)),
  'stroke:cancel': on('board', 'draw', ({ session, member }, { id }) => session.cancelStroke(member, id)),
  'board:undo': on('board', 'draw', ({ session, member }) => session.undoStroke(member)),
  'board:clear': on('board', 'draw', async ({ session, member, may }, { scope }) => {
    if (scope === 'all' && !may('clear-all')) {
      throw new SidelineError('forbidden', 'Only a coach may clear everyone’s ink.');
    }
    await session.clearBoard(member, scope);
  }),
};
