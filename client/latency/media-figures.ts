/** What the browser's WebRTC statistics say about our media, in the few figures that people look for. */

export interface VideoFigures {
  /** Px. */
  width: number;
  height: number;
  framesPerSecond: number;
}

export interface MediaFigures {
  /** To the media server and back, ms. */
  roundTripMs: number | undefined;
  /** The picture that is received. */
  received: VideoFigures | undefined;
  /** What is sent, the smallest simulcast layer first. */
  sent: VideoFigures[];
}

type Stats = Readonly<Record<string, unknown>>;

/**
 * @param reports of the transports that there are
 * @param trackId the received track that matters
 */
export function mediaFigures(reports: readonly RTCStatsReport[], trackId: string | undefined): MediaFigures {
  const all = reports.flatMap((report) => [...report.values()] as Stats[]);
  const trips = all.flatMap((stats) =>
    stats.type === 'candidate-pair' && stats.nominated === true ? (numberIn(stats, 'currentRoundTripTime') ?? []) : [],
  );
  const videos = (type: string) => all.filter((stats) => stats.type === type && stats.kind === 'video');
  const received = videos('inbound-rtp').find(({ trackIdentifier }) => trackIdentifier === trackId);
  return {
    roundTripMs: trips.length > 0 ? Math.min(...trips) * 1_000 : undefined,
    received: received && pictureOf(received),
    sent: videos('outbound-rtp')
      .flatMap((stats) => pictureOf(stats) ?? [])
      .sort((a, b) => a.width - b.width),
  };
}

/** Undefined where nothing flows. */
function pictureOf(stats: Stats): VideoFigures | undefined {
  const width = numberIn(stats, 'frameWidth');
  const height = numberIn(stats, 'frameHeight');
  const framesPerSecond = numberIn(stats, 'framesPerSecond');
  if (width === undefined || height === undefined || !framesPerSecond) return undefined;
  return { width, height, framesPerSecond };
}

function numberIn(stats: Stats, name: string): number | undefined {
  const value = stats[name];
  return typeof value === 'number' ? value : undefined;
}
