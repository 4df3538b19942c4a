/** From what was seen at both ends to the figures of the live benchmark. */

import { type Distribution, distributionOf } from '../support/distribution.ts';
import type { Usage } from '../support/server.ts';
import type { FrameTimes } from './athlete-page.ts';
import type { Watched } from './audience.ts';
import { Pictures, type Shift } from './pictures.ts';
import type { Feedback } from './watcher.ts';

export interface LiveFigures {
  watchers: number;
  seconds: number;
  /**
   * From the moment a frame's picture was drawn to the arrival of the last thing fed back about it: its pose, or the events
   * that follow from it. All frames and watchers; and those of the watcher with the highest p95.
   */
  captureToFeedbackMs: Distribution & { worstWatcher: Distribution };
  /** The same, to the arrival of the pose; and of the coaching events alone. */
  captureToPoseMs: Distribution;
  captureToEventMs: Distribution;
  /** The part of it that passes in the athlete's browser, until the frame is encoded. */
  captureToEncodedMs: Distribution;
  /** How far the SFU had shifted timestamps, and how sure that is. */
  timestamps: Shift;
  /** Pictures a second that the athlete drew; less than asked for when the machine had no time. */
  publishedFps: number;
  /** Frames a second whose pose reached watchers. */
  analysisFps: number;
  /** Poses that the server found but a watcher did not get, as a share. */
  posesNotDelivered: number;
  cpuMsPerSecond: { main: number; analysis: number; sfu: number; otherThreads: number };
  rssMb: number;
  rssMbParts: Usage['rssMb'];
  /** What each watcher received of the athlete's picture and sound, on average. */
  mediaPerWatcher: { kbps: number; packetsPerSecond: number };
}

export interface Seen {
  frames: FrameTimes;
  /** Before and after; media counted since a watcher joined. */
  watched: { before: Watched[]; after: Watched[] };
  usage: { before: Usage; after: Usage };
}

/** @throws Error when what was seen makes no measurement, with the reason */
export function liveFigures({ frames, watched, usage }: Seen): LiveFigures {
  const seconds = (usage.after.at - usage.before.at) / 1000;
  const perSecond = (of: (usage: Usage) => number) => (of(usage.after) - of(usage.before)) / seconds;
  const cpu = {
    main: perSecond(({ cpuMs }) => cpuMs.main),
    analysis: perSecond(({ cpuMs }) => cpuMs.analysis),
    sfu: perSecond(({ cpuMs }) => cpuMs.sfu),
  };

  const { rssMb } = usage.after;
  const inTime = watched.after.map(({ feedback }) =>
    feedback.filter(({ at }) => at >= usage.before.at && at <= usage.after.at),
  );
  const analysed = [...new Set(inTime.flat().map(({ rtpTimestamp }) => rtpTimestamp))];
  if (analysed.length === 0) throw new Error('no pose reached any watcher');
  const pictures = Pictures.find(frames, analysed);
  const known = analysed.flatMap((rtpTimestamp) => pictures.of(rtpTimestamp) ?? []);
  const delays = inTime.map((feedback) => delaysOf(feedback, pictures));
  if (delays.some(({ pose }) => pose.length === 0)) throw new Error('no pose reached one of the watchers');

  const media = watched.after.map(({ received }, index) => {
    const before = watched.before[index]?.received ?? { packets: 0, bytes: 0 };
    return { packets: received.packets - before.packets, bytes: received.bytes - before.bytes };
  });
  if (media.some(({ packets }) => packets === 0)) throw new Error('no media reached one of the watchers');

  const byWatcher = delays.map(({ all }) => distributionOf(all));
  return {
    watchers: watched.after.length,
    seconds,
    captureToFeedbackMs: {
      ...distributionOf(delays.flatMap(({ all }) => all)),
      worstWatcher: byWatcher.reduce((worst, each) => (each.p95 > worst.p95 ? each : worst)),
    },
    captureToPoseMs: distributionOf(delays.flatMap(({ pose }) => pose)),
    captureToEventMs: distributionOf(delays.flatMap(({ event }) => event)),
    captureToEncodedMs: distributionOf(known.map(({ drawnAt, encodedAt }) => encodedAt - drawnAt)),
    timestamps: pictures.shift,
    publishedFps: frames.drawn.filter((at) => at >= usage.before.at && at <= usage.after.at).length / seconds,
    analysisFps: analysed.length / seconds,
    posesNotDelivered: 1 - mean(delays.map(({ pose }) => pose.length / known.length)),
    cpuMsPerSecond: { ...cpu, otherThreads: perSecond(({ cpuMs }) => cpuMs.process) - cpu.main },
    rssMb: rssMb.server + rssMb.analysis + rssMb.mediaWorkers,
    rssMbParts: rssMb,
    mediaPerWatcher: {
      kbps: (mean(media.map(({ bytes }) => bytes)) * 8) / 1000 / seconds,
      packetsPerSecond: mean(media.map(({ packets }) => packets)) / seconds,
    },
  };
}

/** Delays of all frames that one watcher got feedback of, ms. */
function delaysOf(feedback: Feedback[], pictures: Pictures) {
  const pose: number[] = [];
  const event: number[] = [];
  const last = new Map<number, number>();
  for (const { what, rtpTimestamp, at } of feedback) {
    const picture = pictures.of(rtpTimestamp);
    if (!picture) continue;
    if (at < picture.encodedAt) throw new Error('a pose came before its frame was encoded, so the clocks are apart');
    const delay = at - picture.drawnAt;
    (what === 'pose' ? pose : event).push(delay);
    last.set(rtpTimestamp, delay);
  }
  return { pose, event, all: [...last.values()] };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
