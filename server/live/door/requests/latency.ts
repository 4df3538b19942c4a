/** Clocks, and how long frames take. */
import { serverNow } from '../../../clock.ts';
import { on, type Rows } from '../row.ts';

export const latencyRequests: Rows<'clock' | 'latency'> = {
  'clock:read': on('clock', 'watch', ({ member }, { known }) => {
    if (known) member.clock = known;
    return { now: serverNow() };
  }),
  'latency:watch': on('latency', 'inspect', ({ session, member }, { watching }) => {
    if (watching) session.latencyFeed.add(member.connection);
    else session.latencyFeed.remove(member.connection);
  }),
  'latency:seen': on('latency', 'watch', ({ session, member }, { frames }) => ({
    taken: session.steps.seen(member, frames),
  })),
};
