/** Sends what the lobby captured, as it comes and goes, and mutes it. */
import { useEffect, useEffectEvent, useState } from 'react';
import type { MediaSource } from '../../shared/contract/media.ts';
import type { Capture, CaptureState } from '../lobby/use-capture.ts';
import { keepEntry, keptEntry } from './entry.ts';
import { useClient } from './session-context.ts';

export type Paused = Readonly<Record<MediaSource, boolean>>;

export interface Published {
  /** What we send, by source; a source that is not there can't be paused. */
  sending: Readonly<Partial<Record<MediaSource, { paused: boolean }>>>;
  setPaused(source: MediaSource, paused: boolean): Promise<void>;
}

/** What was muted stays so over a reload of the page. */
export function usePublished(sessionId: string, capture: Capture): Published {
  const client = useClient();
  const [paused, setPausedState] = useState<Paused>(
    () => keptEntry(sessionId)?.paused ?? { camera: false, microphone: false },
  );
  usePublishedTrack('microphone', capture.sound, paused.microphone);
  usePublishedTrack('camera', capture.picture, paused.camera);
  return {
    sending: {
      ...(capture.picture.state === 'on' && { camera: { paused: paused.camera } }),
      ...(capture.sound.state === 'on' && { microphone: { paused: paused.microphone } }),
    },
    async setPaused(source, value) {
      const changed = { ...paused, [source]: value };
      setPausedState(changed);
      const entry = keptEntry(sessionId);
      if (entry) keepEntry(sessionId, { ...entry, paused: changed });
      await client.media.setPaused(source, value);
    },
  };
}

function usePublishedTrack(source: MediaSource, captured: CaptureState, paused: boolean): void {
  const client = useClient();
  const { state } = captured;
  const track = captured.state === 'on' ? captured.track : undefined;
  const format = captured.state === 'on' ? captured.format : undefined;
  const send = useEffectEvent(async () => {
    if (track) await client.media.publish({ source, track, format, paused });
    else await client.media.unpublish(source);
  });
  useEffect(() => {
    // While another device is being opened, what is sent goes on: the new track then takes the old one's place without a gap.
    if (state === 'opening') return;
    send().catch((error: unknown) => console.warn(`could not change what the ${source} sends`, error));
  }, [client, source, state, track, format]);
}
