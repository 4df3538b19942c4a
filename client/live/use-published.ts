/** Sends what the lobby captured, as it comes and goes, and mutes it. */
import { useCallback, useEffect, useState } from 'react';
import type { MediaSource } from '../../shared/contract/media.ts';
import type { Capture, CaptureState } from '../lobby/use-capture.ts';
import type { SessionClient } from '../session/session-client.ts';

export function usePublished(client: SessionClient, capture: Capture) {
  const [paused, setPausedState] = useState<Readonly<Record<MediaSource, boolean>>>({
    camera: false,
    microphone: false,
  });
  // The sound first, since browsers add a picture to it more easily than the other way round.
  usePublishedTrack(client, 'microphone', capture.sound);
  usePublishedTrack(client, 'camera', capture.picture);
  const setPaused = useCallback(
    async (source: MediaSource, value: boolean) => {
      setPausedState((known) => ({ ...known, [source]: value }));
      await client.media.setPaused(source, value);
    },
    [client],
  );
  return {
    sending: {
      ...(capture.picture.state === 'on' && { camera: { paused: paused.camera } }),
      ...(capture.sound.state === 'on' && { microphone: { paused: paused.microphone } }),
    },
    setPaused,
  };
}

function usePublishedTrack(client: SessionClient, source: MediaSource, captured: CaptureState): void {
  const track = captured.state === 'on' ? captured.track : undefined;
  const size = captured.state === 'on' ? captured.size : undefined;
  useEffect(() => {
    if (!track) return;
    const report = (error: unknown) => console.warn(`could not change what the ${source} sends`, error);
    client.media.publish({ source, track, size }).catch(report);
    return () => {
      client.media.unpublish(source).catch(report);
    };
  }, [client, source, track, size]);
}
