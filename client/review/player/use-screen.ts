import { useEffect, useState } from 'react';
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

/** What is passed must be the same objects from one rendering to the next while they are the same. */
export function useScreen({ files, lanes, lane, fresh, startAt }: Options): Screen | undefined {
  const [screen, setScreen] = useState<Screen>();
  useEffect(() => {
    if (!lane) return;
    const player = new Player({
      ...{ parts: lane.parts, fresh, startAt },
      sounds: lanes.map(({ parts }) => parts.flatMap((part) => soundOf(part, fresh))),
    });
    const own = files.filter(({ participantId }) => participantId === lane.participantId);
    setScreen({ player, track: new KeypointTrack(own, fresh) });
    return () => {
      player.close();
      setScreen(undefined);
    };
  }, [files, lanes, lane, fresh, startAt]);
  return screen;
}

function soundOf({ id, startMs, endMs, hasSound, shown }: FilmPart, fresh: FreshUrl): SoundPart[] {
  if (!hasSound || !shown?.url) return [];
  return [{ id, startMs, endMs, address: { url: shown.url, again: () => fresh(shown.id) } }];
}
