import { useEffect, useEffectEvent, useState } from 'react';
import type { SessionFileItem } from '../../../shared/contract/files.ts';
import type { FilmPart, Lane } from '../parts.ts';
import { type FreshUrl, KeypointTrack } from './keypoint-track.ts';
import { Player } from './player.ts';
import type { SoundPart } from './sound.ts';

/** A player with the keypoints of who is seen in it. */
export interface Screen {
  readonly player: Player;
  readonly track: KeypointTrack;
}

interface Options {
  files: readonly SessionFileItem[];
  lanes: readonly Lane[];
  /** The one that is seen; all are heard. */
  lane: Lane | undefined;
  fresh: FreshUrl;
  /** Ms of the session. */
  startAt?: number | undefined;
}

/**
 * One player for one participant. What is passed must be the same objects from one rendering to the next while they are the same; files
 * and lanes may have grown.
 */
export function useScreen({ files, lanes, lane, fresh, startAt }: Options): Screen | undefined {
  const [screen, setScreen] = useState<Screen>();
  const open = useEffectEvent((): Screen | undefined => {
    if (!lane) return undefined;
    const player = new Player({ parts: lane.parts, sounds: soundsOf(lanes, fresh), fresh, startAt });
    return { player, track: new KeypointTrack(ofLane(files, lane), fresh) };
  });
  // Which is null for what is the whole session's.
  const participantId = lane?.participantId;
  useEffect(() => {
    const opened = participantId === undefined ? undefined : open();
    setScreen(opened);
    return () => {
      opened?.player.close();
      setScreen(undefined);
    };
  }, [participantId, fresh, startAt]);
  useEffect(() => {
    if (!screen || !lane) return;
    screen.track.grow(ofLane(files, lane));
    screen.player.grow(lane.parts, soundsOf(lanes, fresh));
  }, [screen, files, lanes, lane, fresh]);
  return screen;
}

const ofLane = (files: readonly SessionFileItem[], lane: Lane): SessionFileItem[] =>
  files.filter(({ participantId }) => participantId === lane.participantId);

const soundsOf = (lanes: readonly Lane[], fresh: FreshUrl): SoundPart[][] =>
  lanes.map(({ parts }) => parts.flatMap((part) => soundOf(part, fresh)));

/** Browsers can't go to a place in the sound of a file that has no index yet. */
function soundOf({ id, startMs, endMs, grows, hasSound, shown }: FilmPart, fresh: FreshUrl): SoundPart[] {
  if (grows || !hasSound || !shown?.url) return [];
  return [{ id, startMs, endMs, address: { url: shown.url, again: () => fresh(shown.id) } }];
}
