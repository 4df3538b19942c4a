/** The parts of a session that the page shows. */
import type { AthleteState } from '../../shared/contract/athlete-state.ts';
import type { MediaSource } from '../../shared/contract/media.ts';
import type { Participant, SessionState } from '../../shared/contract/session.ts';
import type { RemoteTrack } from '../session/session-media.ts';
import type { LiveSession } from './session-store.ts';

const NOBODY: readonly Participant[] = [];

export const participants = ({ state }: LiveSession): readonly Participant[] => state?.participants ?? NOBODY;

/** The one athlete that the page shows, as long as they are in the session. */
export const athlete = (session: LiveSession): Participant | undefined =>
  participants(session).find(({ role }) => role === 'athlete');

/** Whose count, feedback and ink the page shows: the athlete's who is here, or else was here last; undefined before the first. */
export const athleteId = (session: LiveSession): string | undefined =>
  athlete(session)?.id ?? Object.keys(session.state?.athletes ?? {}).at(-1);

/** What belongs to that athlete. */
export const athleteState = (session: LiveSession): AthleteState | undefined =>
  session.state?.athletes[athleteId(session) ?? ''];

export const coached = (session: LiveSession): boolean => participants(session).some(({ role }) => role === 'coach');

export const definition = ({ state }: LiveSession): SessionState['definition'] | undefined => state?.definition;

export const frozen = (session: LiveSession): AthleteState['frozen'] => athleteState(session)?.frozen;

/** Whether a recording is looked at together. */
export const isReviewing = ({ state }: LiveSession): boolean => state?.review !== undefined;

/** Others' camera or microphone of one person, where it is received. */
export const trackOf =
  (participantId: string | undefined, wanted: MediaSource) =>
  ({ tracks }: LiveSession): RemoteTrack | undefined =>
    tracks.find((track) => track.participantId === participantId && track.source === wanted);

/** Whether somebody sends a camera that is not turned off. */
export const isFilmed = (person: Participant | undefined): boolean =>
  person?.producers.some(({ source, paused }) => source === 'camera' && !paused) ?? false;

export const isPaused = (person: Participant | undefined, wanted: MediaSource): boolean =>
  person?.producers.find(({ source }) => source === wanted)?.paused ?? false;
