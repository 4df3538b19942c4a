/** When poses come and are drawn on this page: noted, and reported to the server now and then for its histograms. */
import { useEffect, useMemo } from 'react';
import type { PosePacket } from '../../shared/contract/pose-packet.ts';
import { NoAnswerError } from '../no-answer-error.ts';
import type { SessionClient } from '../session/session-client.ts';
import { SeenFrames } from './seen-frames.ts';

const TELL_EVERY_MS = 15_000;
/** A sample shows the server as much as all of them, for less. */
const TOLD_FRAMES = 5;

/** @param athleteId whose poses; undefined before there is an athlete */
export function useSeenFrames(client: SessionClient, athleteId: string | undefined): SeenFrames {
  const { seen } = useMemo(() => ({ athleteId, seen: new SeenFrames() }), [athleteId]);
  useEffect(() => {
    if (!athleteId) return;
    const onPose = ({ at }: PosePacket, from: string) => {
      if (from === athleteId) seen.arrived(at, performance.now());
    };
    const report = async () => {
      const sessionTime = sessionTimeOf(client);
      const frames = sessionTime && client.status.kind === 'live' ? seen.sample(TOLD_FRAMES, sessionTime) : [];
      if (frames.length > 0) await client.request('latency:seen', { athleteId, frames });
    };
    const timer = setInterval(() => {
      report().catch((error: unknown) => {
        // What a lost connection or a session that has just ended leaves untold is missed by nobody.
        if (!(error instanceof NoAnswerError)) console.warn('sideline:', error);
      });
    }, TELL_EVERY_MS);
    client.on('pose', onPose);
    return () => {
      clearInterval(timer);
      client.off('pose', onPose);
    };
  }, [client, athleteId, seen]);
  return seen;
}

/** From our `performance.now()` to ms of the session; undefined until the server's clock is known. */
export function sessionTimeOf({ clock, state }: SessionClient): ((now: number) => number) | undefined {
  const { offsetMs } = clock.known ?? {};
  if (offsetMs === undefined || !state) return undefined;
  return (now) => now + offsetMs - state.startedAt;
}
