import type { types } from 'mediasoup';
import { pino } from 'pino';
import type { AnalysedFrame } from '../../../server/analysis/messages.ts';
import type { AnalysisPool } from '../../../server/analysis/pool.ts';
import { FrameTap } from '../../../server/analysis/tap/frame-tap.ts';
import { Collected } from '../collected.ts';
import { Replay, type ReplayOptions } from './replay.ts';

/** A replayed clip with a tap on it, and the analysed frames that come out. */
export interface Tapped {
  replay: Replay;
  tap: FrameTap<AnalysedFrame>;
  frames: Collected<AnalysedFrame>;
  close(): void;
}

/** @param options.onPose sees each frame too, as it comes */
export async function tapped(
  options: Omit<ReplayOptions, 'router'> & {
    router: types.Router;
    pool: AnalysisPool;
    framesPerSecond?: number;
    onPose?: (frame: AnalysedFrame) => void;
    onLeftAlone?: (forMs: number) => void;
    onClosed?: () => void;
  },
): Promise<Tapped> {
  const { router, pool, framesPerSecond, onPose, onLeftAlone, onClosed, ...replayed } = options;
  const replay = await Replay.create({ router, ...replayed });
  const frames = new Collected<AnalysedFrame>();
  const tap = await FrameTap.create<AnalysedFrame>({
    router,
    producer: replay.producer,
    pool,
    logger: pino({ level: 'silent' }),
    onPose: (frame) => {
      frames.add(frame);
      onPose?.(frame);
    },
    ...(framesPerSecond && { framesPerSecond }),
    ...(onLeftAlone && { onLeftAlone }),
    ...(onClosed && { onClosed }),
  });
  replay.start();
  return {
    replay,
    tap,
    frames,
    close: () => {
      tap.close();
      replay.close();
    },
  };
}
