import type { types } from 'mediasoup';
import { pino } from 'pino';
import type { AnalysedFrame } from '../../../server/analysis/messages.ts';
import type { AnalysisPool } from '../../../server/analysis/pool.ts';
import { FrameTap } from '../../../server/analysis/tap/frame-tap.ts';
import type { ObstacleReason } from '../../../shared/contract/analysis-obstacle.ts';
import { Collected } from '../collected.ts';
import { Replay, type ReplayOptions } from './replay.ts';

/** A replayed clip with a tap on it, and the analysed frames that come out. */
export interface Tapped {
  replay: Replay;
  tap: FrameTap;
  frames: Collected<AnalysedFrame>;
  close(): void;
}

/** @param options.onAnalysed sees each frame too, as it comes */
export async function tapped(
  options: Omit<ReplayOptions, 'router'> & {
    router: types.Router;
    pool: AnalysisPool;
    framesPerSecond?: number;
    onAnalysed?: (frame: AnalysedFrame) => void;
    onObstacle?: (reason: ObstacleReason | undefined) => void;
    onClosed?: () => void;
  },
): Promise<Tapped> {
  const { router, pool, framesPerSecond, onAnalysed, onObstacle, onClosed, ...replayed } = options;
  const replay = await Replay.create({ router, ...replayed });
  const frames = new Collected<AnalysedFrame>();
  const tap = await FrameTap.create({
    router,
    producer: replay.producer,
    analysis: pool,
    logger: pino({ level: 'silent' }),
    onAnalysed: (frame) => {
      frames.add(frame);
      onAnalysed?.(frame);
    },
    ...(framesPerSecond && { framesPerSecond }),
    ...(onObstacle && { onObstacle }),
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
