/** What a session came to, folded from its events, for each of its athletes. */
import {
  type Activity,
  type CoachingEvent,
  type Correction,
  type SessionSummary,
  summariseEvents,
} from '../../shared/coaching/index.ts';
import { LISTED_FEEDBACK } from '../../shared/contract/athlete-state.ts';
import type { AthleteRecord } from '../../shared/contract/rest.ts';
import type { SessionEvent } from '../../shared/contract/session.ts';

interface Performance {
  name: string;
  events: CoachingEvent[];
  corrections: Correction[];
}

/** Whoever is in the events of a session, but not among those who joined: that event could not be read. */
const UNNAMED = 'Athlete';

/**
 * The records of a session's athletes, in the order in which they came.
 * @param definition what they are judged by; undefined where this version can't read it, or the session is not over: there are no
 * summaries then
 */
export function athleteRecords(definition: Activity | undefined, events: readonly SessionEvent[]): AthleteRecord[] {
  return [...performances(events)].map(([id, { name, events: coaching, corrections }]) => ({
    id,
    name,
    summary: definition ? summariseEvents(definition, coaching, corrections) : null,
    feedback: coaching.filter(({ type }) => LISTED_FEEDBACK.has(type)),
  }));
}

function performances(events: readonly SessionEvent[]): ReadonlyMap<string, Performance> {
  const found = new Map<string, Performance>();
  const of = (id: string) => {
    const known = found.get(id) ?? { name: UNNAMED, events: [], corrections: [] };
    found.set(id, known);
    return known;
  };
  for (const { change } of events) {
    if (change.type === 'participant-joined' && change.participant.role === 'athlete') {
      of(change.participant.id).name = change.participant.name;
    } else if (change.type === 'coaching') of(change.athleteId).events.push(change.event);
    else if (change.type === 'corrected') of(change.athleteId).corrections.push(change.correction);
  }
  return found;
}

const judged = ({ reps, hold }: SessionSummary) => reps > 0 || (hold?.holds ?? 0) > 0;

/** What the list of sessions says of the athletes together: all repetitions, and the mean score of those who were judged. */
export function totals(summaries: readonly SessionSummary[]): { reps: number; score: number | null } {
  const scores = summaries.filter(judged).map(({ score }) => score);
  return {
    reps: summaries.reduce((sum, { reps }) => sum + reps, 0),
    score: scores.length === 0 ? null : scores.reduce((sum, score) => sum + score, 0) / scores.length,
  };
}
