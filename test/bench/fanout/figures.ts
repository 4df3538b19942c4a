/** From what spectators heard to the figures of the fan-out benchmark. */
import { type Distribution, distributionOf } from '../support/distribution.ts';
import type { Heard } from './spectator.ts';

export interface FanoutStep {
  watchers: number;
  seconds: number;
  /** Poses a second that the server sent to each. */
  posesPerSecond: number;
  /** From the first arrival of a pose at anybody to that at each measured watcher: what being one of many costs. */
  deliveryMs: Distribution;
  /** From the frame's capture to the arrival of its pose at each measured watcher. */
  captureToWatcherMs: Distribution;
  /** Poses that a watcher did not get, since its connection was still busy with the one before, as a share. */
  posesDropped: number;
  /** Events that a watcher did not get; must be 0. */
  eventsLost: number;
  events: number;
  /** Main loop of the server; of all watchers together. */
  cpuMsPerSecond: { main: number; watchers: number };
  kbpsPerWatcher: number;
}

export interface SeenByWatchers {
  /** Of each watcher, before (bytes only) and after. */
  before: readonly Pick<Heard, 'bytes'>[];
  after: readonly Heard[];
  /** Places in `after` of those whose delays are taken. */
  measured: readonly number[];
  /** Frames that were analysed, as the athlete heard. */
  frames: readonly { rtpTimestamp: number; capturedAt: number }[];
  from: number;
  to: number;
  cpuMs: { main: number; watchers: number };
}

/** What may still be on its way when the watchers are asked, ms. */
const UNDER_WAY_MS = 500;

/** @throws Error when no pose reached anybody */
export function fanoutStep(seen: SeenByWatchers): FanoutStep {
  const { before, after, measured, frames, from, to, cpuMs } = seen;
  const seconds = (to - from) / 1000;
  const first = new Map<number, number>();
  for (const { poses } of after) {
    for (const { rtpTimestamp, at } of poses) {
      first.set(rtpTimestamp, Math.min(at, first.get(rtpTimestamp) ?? Number.POSITIVE_INFINITY));
    }
  }
  const due = [...first].filter(([, at]) => at >= from && at <= to - UNDER_WAY_MS).map(([timestamp]) => timestamp);
  if (due.length === 0) throw new Error('no pose reached any watcher');
  const wanted = new Set(due);
  const captured = new Map(frames.map(({ rtpTimestamp, capturedAt }) => [rtpTimestamp, capturedAt]));
  const delivery: number[] = [];
  const delays: number[] = [];
  for (const place of measured) {
    for (const { rtpTimestamp, at } of after[place]?.poses ?? []) {
      if (!wanted.has(rtpTimestamp)) continue;
      delivery.push(at - (first.get(rtpTimestamp) ?? at));
      const capturedAt = captured.get(rtpTimestamp);
      if (capturedAt !== undefined) delays.push(at - capturedAt);
    }
  }
  const got = after.map(({ poses }) => new Set(poses.map(({ rtpTimestamp }) => rtpTimestamp)));
  const missed = got.reduce((sum, poses) => sum + due.filter((timestamp) => !poses.has(timestamp)).length, 0);
  const bytes = after.reduce((sum, heard, index) => sum + heard.bytes - (before[index]?.bytes ?? 0), 0);
  return {
    watchers: after.length,
    seconds,
    posesPerSecond: due.length / ((to - UNDER_WAY_MS - from) / 1000),
    deliveryMs: distributionOf(delivery),
    captureToWatcherMs: distributionOf(delays),
    posesDropped: missed / (due.length * after.length),
    ...eventsLost(after, to - UNDER_WAY_MS),
    cpuMsPerSecond: { main: cpuMs.main / seconds, watchers: cpuMs.watchers / seconds },
    kbpsPerWatcher: (bytes * 8) / 1000 / seconds / after.length,
  };
}

/** Numbers run without gaps, so each watcher must have all that anybody had by `until` and that came after it had joined. */
function eventsLost(watchers: readonly Heard[], until: number): { events: number; eventsLost: number } {
  const heard = watchers.flatMap(({ events }) => events.filter(({ at }) => at <= until).map(({ seq }) => seq));
  const last = heard.reduce((most, seq) => Math.max(most, seq), 0);
  const lost = watchers.map(({ joinedAt, events }) => {
    const seqs = new Set(events.map(({ seq }) => seq).filter((seq) => seq > joinedAt && seq <= last));
    return Math.max(0, last - joinedAt) - seqs.size;
  });
  return { events: heard.length, eventsLost: lost.reduce((sum, count) => sum + count, 0) };
}
