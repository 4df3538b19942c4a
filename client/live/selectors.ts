/** The parts of a session that the page shows. */
import type { MediaSource } from '../../shared/contract/media.ts';
import type { Participant, SessionState } from '../../shared/contract/session.ts';
import type { RemoteTrack } from '../session/session-media.ts';
import type { LiveSession } from './session-store.ts';

const NOBODY: readonly Participant[] = [];

export const participants = ({ state }: LiveSession): readonly Participant[] => state?.participants ?? NOBODY;

/** The athlete whose picture is on the stage. */
export const athlete = (session: LiveSession): Participant | undefined =>
  participants(session).find(({ role }) => role === 'athlete');

export const coached = (session: LiveSession): boolean => participants(session).some(({ role }) => role === 'coach');

export const definition = ({ state }: LiveSession): SessionState['definition'] | undefined => state?.definition;

export const frozen = ({ state }: LiveSession): SessionState['frozen'] => state?.frozen;

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
