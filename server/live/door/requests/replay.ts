/** The last seconds, played for everyone. */
import { on, type Rows } from '../row.ts';

export const replayRequests: Rows<'replay'> = {
  'replay:show': on('replay', 'replay', ({ session, participant }, { athleteId, playhead }) =>
    session.replays.show(participant, athleteId, playhead),
  ),
  'replay:move': on('replay', 'replay', ({ session, participant }, { athleteId, playhead }) =>
    session.replays.move(participant, athleteId, playhead),
  ),
  'replay:close': on('replay', 'replay', ({ session }, { athleteId }) => session.replays.close(athleteId)),
};
