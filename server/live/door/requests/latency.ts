/** Clocks, and how long frames take. */
import { serverNow } from '../../../clock.ts';
import { on, type Rows } from '../row.ts';

export const latencyRequests: Rows<'clock' | 'latency'> = {
  'clock:read': on('clock', 'watch', ({ member }, { known }) => {
    if (known) member.clock = known;
    return { now: serverNow() };
  }),
  'latency:watch': on('latency', 'inspect', ({ session, member }, { athleteId, watching }) => {
    const { latencyFeed } = session.analysisOf(athleteId);
    if (watching) latencyFeed.add(member.connection);
    else latencyFeed.remove(member.connection);
  }),
  'latency:seen': on('latency', 'watch', ({ session, member }, { athleteId, frames }) => ({
    taken: session.analysisOf(athleteId).steps.seen(member, frames),
  })),
};
