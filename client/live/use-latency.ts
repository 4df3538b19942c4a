/** All that the latency panel shows, gathered while it is open. */
import { useEffect, useState } from 'react';
import type { PassedFrame, StageNews } from '../../shared/contract/latency.ts';
import { type MediaFigures, mediaFigures } from './media-figures.ts';
import type { SeenFrames } from './seen-frames.ts';
import { type StageSummary, slide, summarise } from './stage-window.ts';
import type { Room } from './use-room.ts';
import { sessionTimeOf } from './use-seen-frames.ts';

export interface Latency {
  news: Omit<StageNews, 'frames'>;
  summary: StageSummary;
}

const MEDIA_EVERY_MS = 1_000;

/** Undefined until the server's first news, and while the connection is lost. */
export function useLatency({ client, status }: Room, seen: SeenFrames): Latency | undefined {
  const [latency, setLatency] = useState<Latency>();
  const live = status.stage === 'live';
  useEffect(() => {
    if (!live) return;
    let frames: PassedFrame[] = [];
    const onNews = ({ frames: come, ...news }: StageNews) => {
      frames = slide(frames, come);
      const sessionTime = sessionTimeOf(client);
      setLatency({ news, summary: summarise(frames, (at) => sessionTime && seen.find(at, sessionTime)) });
    };
    const complain = (error: unknown) => console.warn('sideline:', error);
    client.on('stages', onNews);
    client.watchStages(true).catch(complain);
    return () => {
      client.off('stages', onNews);
      setLatency(undefined);
      // A connection that is gone has ended it too.
      if (client.status.stage === 'live') client.watchStages(false).catch(complain);
    };
  }, [client, live, seen]);
  return latency;
}

/** @param trackId the athlete's picture, where it is received */
export function useMediaFigures({ client }: Room, trackId: string | undefined): MediaFigures | undefined {
  const [figures, setFigures] = useState<MediaFigures>();
  useEffect(() => {
    let current = true;
    const look = async () => {
      const reports = await client.mediaStats();
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
