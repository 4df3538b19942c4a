/** Hearing of changes of records; needs no place in a session. */
import { onArrival, type Rows } from '../row.ts';
import type { Watches } from '../watches.ts';

export const changeRequests = (watches: Pick<Watches, 'begin' | 'end'>): Rows<'changes'> => ({
  'changes:watch': onArrival('changes', async ({ watcher }, { topic, watching }) => {
    if (watching) await watches.begin(watcher, topic);
    else watches.end(watcher, topic);
  }),
});
