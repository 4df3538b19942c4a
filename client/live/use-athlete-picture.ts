/** The athlete's picture as it is shown here: live or frozen, our own or received. */
import { useMemo, useState } from 'react';
import type { Capture } from '../lobby/use-capture.ts';
import type { Picture, PictureSources } from '../stage/picture.ts';
import type { FilmRing } from '../stage/replay/film-ring.ts';
import { useFilmRing } from '../stage/replay/use-film-ring.ts';
import { type Still, useFrozen } from '../stage/use-frozen.ts';
import { usePicture } from '../stage/use-picture.ts';
import { isMirrored } from './mirrored.ts';
import { athlete, athleteId, coached, frozen, isPaused, trackOf } from './selectors.ts';
import { useClient, useSession } from './session-context.ts';
import { useAthletePoses } from './use-athlete.ts';

export interface AthletePicture {
  /** Undefined while there is nothing to show. */
  track: MediaStreamTrack | undefined;
  /** Whether it is our own camera. */
  own: boolean;
  mirrored: boolean;
  label: string;
  /** Undefined while no frame can be shown. */
  picture: Picture | undefined;
  /** The last seconds of it, kept while somebody may play them again; undefined where nothing is kept. */
  ring: FilmRing | undefined;
  /** What a frozen session shows here. */
  still: Still;
  onVideo(video: HTMLVideoElement | undefined): void;
  /** Media time of the frame on show, ms of the session. */
  moment(): number | undefined;
}

/** @param late whether an athlete wants to see the own picture late, so that it is kept */
export function useAthletePicture(capture: Capture, late: boolean): AthletePicture {
  const client = useClient();
  const own = useSession(({ seat }) => seat?.role === 'athlete');
  const person = useSession(athlete);
  const id = useSession(athleteId);
  const poses = useAthletePoses();
  const remote = useSession(trackOf(own ? undefined : person?.id, 'camera'));
  // A camera that was taken away leaves a black picture or its last frame; neither is the athlete now.
  const gone = useSession(({ lost }) => lost.some(({ source }) => source === 'camera'));
  const ownTrack = capture.picture.state === 'on' && !gone ? capture.picture.track : undefined;
  const found = own ? ownTrack : remote?.track;
  const track = isPaused(person, 'camera') ? undefined : found;

  const sources = useMemo(
    (): PictureSources => ({
      poses,
      clock: {
        sessionTime: (local) => client.sessionTime(local),
        errorMs: () => client.clock.known?.errorMs ?? 0,
      },
      frameClock: () => client.state?.athletes[id ?? '']?.frameClock,
    }),
    [client, poses, id],
  );
  const [video, setVideo] = useState<HTMLVideoElement>();
  const picture = usePicture(sources, video, remote?.receiver);
  const stopped = useSession(frozen);
  const withCoach = useSession(coached);
  const still = useFrozen(picture, stopped, withCoach);
  const ring = useFilmRing(picture, withCoach || (own && late));
  return {
    track,
    own,
    mirrored: own && capture.choices.picture === 'camera' && isMirrored(found),
    label: own ? 'You' : `${person?.name ?? 'The athlete'}, live`,
    picture,
    ring,
    still,
    onVideo: setVideo,
    moment: () => stopped?.at ?? picture?.moment,
  };
}
