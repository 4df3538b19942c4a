/** Clocks, and how long frames take. */
import { serverNow } from '../../../clock.ts';
import { on, type Rows } from '../row.ts';

export const latencyRequests: Rows<'clock' | 'latency'> = {
  'clock:read': on('clock', 'watch', ({ participant }, { known }) => {
    if (known) participant.clock = known;
    return { now: serverNow() };
  }),
  'latency:watch': on('latency', 'inspect', ({ session, participant }, { athleteId, watching }) => {
    const { latencyFeed } = session.analysisOf(athleteId);
    if (watching) latencyFeed.add(participant.connection);
    else latencyFeed.remove(participant.connection);
  }),
  'latency:seen': on('latency', 'watch', ({ session, participant }, { athleteId, frames }) => ({
    taken: session.analysisOf(athleteId).steps.seen(participant, frames),
  })),
};
