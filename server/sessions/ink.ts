/** What was drawn in a session, from the events that were kept of it. */
import { isCleared } from '../../shared/contract/athlete-state.ts';
import type { DrawnStroke } from '../../shared/contract/ink.ts';
import type { SessionEvent } from '../../shared/contract/session.ts';

/** @param events in order; a stroke is kept whole when it ends */
export function drawnIn(events: readonly SessionEvent[]): DrawnStroke[] {
  const drawn: DrawnStroke[] = [];
  const remove = (at: number, isMeant: (each: DrawnStroke) => boolean) => {
    for (const each of drawn) if (each.until === null && isMeant(each)) each.until = Math.max(at, each.from);
  };
  for (const { at, change } of events) {
    if (change.type === 'stroke-begun') {
      const { athleteId, stroke } = change;
      drawn.push({ athleteId, stroke, from: stroke.at ?? at, until: null });
    } else if (change.type === 'stroke-removed') {
      remove(at, ({ stroke }) => stroke.id === change.id);
    } else if (change.type === 'board-cleared') {
      remove(at, ({ athleteId, stroke }) => athleteId === change.athleteId && isCleared(stroke, change));
    }
  }
  return drawn;
}
