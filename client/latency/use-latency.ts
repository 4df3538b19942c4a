/** All that the latency panel shows, gathered while it is open. */
import { useEffect, useState } from 'react';
import type { LatencyUpdate, PassedFrame } from '../../shared/contract/latency.ts';
import type { SessionClient } from '../session/session-client.ts';
import { type MediaFigures, mediaFigures } from './media-figures.ts';
import { PersistentRequest } from './persistent-request.ts';
import type { SeenFrames } from './seen-frames.ts';
import { type LatencySummary, slide, summarise } from './step-window.ts';
import { sessionTimeOf } from './use-seen-frames.ts';

export interface Latency {
  update: Omit<LatencyUpdate, 'frames'>;
  summary: LatencySummary;
}

const MEDIA_EVERY_MS = 1_000;

interface Watched {
  /** Undefined until the server's first update, and while the connection is lost. */
  latency: Latency | undefined;
  /** Why there are no figures; undefined while nothing was refused. */
  refusal: unknown;
}

/**
 * The server's figures on an athlete's frames, which it is asked for as long as the caller is there and the connection is `live`.
 * @param athleteId undefined before there is an athlete, of whom there are no figures
 */
export function useLatency(
  client: SessionClient,
  athleteId: string | undefined,
  live: boolean,
  seen: SeenFrames,
): Watched {
  const [latency, setLatency] = useState<Latency>();
  const [refusal, setRefusal] = useState<unknown>();
  useEffect(() => {
    if (!live || !athleteId) return;
    let frames: PassedFrame[] = [];
    const onUpdate = ({ frames: come, ...update }: LatencyUpdate) => {
      if (update.athleteId !== athleteId) return;
      frames = slide(frames, come);
      const sessionTime = sessionTimeOf(client);
      setLatency({ update, summary: summarise(frames, (at) => sessionTime && seen.find(at, sessionTime)) });
    };
    client.on('latency', onUpdate);
    const asking = new PersistentRequest(
      () => client.request('latency:watch', { athleteId, watching: true }),
      setRefusal,
    );
    return () => {
      client.off('latency', onUpdate);
      asking.close();
      setLatency(undefined);
      setRefusal(undefined);
      // A connection that is gone has ended it too.
      if (client.status.kind !== 'live') return;
      client
        .request('latency:watch', { athleteId, watching: false })
        .catch((error: unknown) => console.warn('sideline:', error));
    };
  }, [client, athleteId, live, seen]);
  return { latency, refusal };
}

/** @param trackId the athlete's picture, where it is received */
export function useMediaFigures(client: SessionClient, trackId: string | undefined): MediaFigures | undefined {
  const [figures, setFigures] = useState<MediaFigures>();
  useEffect(() => {
    let current = true;
    const look = async () => {
      const reports = await client.media.stats();
      if (current) setFigures(mediaFigures(reports, trackId));
    };
    // Transports that close while they are asked have no figures; the next look finds the new ones.
    const timer = setInterval(() => look().catch(() => setFigures(undefined)), MEDIA_EVERY_MS);
    return () => {
      current = false;
      clearInterval(timer);
    };
  }, [client, trackId]);
  return figures;
}
