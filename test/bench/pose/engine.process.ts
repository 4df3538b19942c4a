/** The process of one engine: memory and load time are its own. */
import { createPoseEstimator } from '../../../server/analysis/engines/engines.ts';
import type { Picture, PoseEstimator, PoseFollower } from '../../../server/analysis/pose-estimator.ts';
import { VideoDecoder } from '../../../server/video/decoder.ts';
import { obeyCommands } from '../support/helper-process.ts';
import type { EngineCommand, EngineReply, Loaded } from './engine.ts';

const MB = 1 << 20;

let estimator: PoseEstimator | undefined;
let shown: { decoder: VideoDecoder; follower: PoseFollower } | undefined;

async function load({ choice }: EngineCommand & { type: 'load' }): Promise<Loaded> {
  const before = process.memoryUsage.rss();
  const began = performance.now();
  estimator = await createPoseEstimator(choice);
  const loadMs = performance.now() - began;
  await warmUp(estimator);
  const { name, layout } = estimator;
  return { type: 'loaded', name, layout, loadMs, memoryMb: (process.memoryUsage.rss() - before) / MB };
}

/** Some frames of nothing, after which memory has its size. */
async function warmUp(ready: PoseEstimator): Promise<void> {
  const follower = ready.follow();
  for (let frame = 0; frame < 3; frame += 1) {
    const picture: Picture = {
      size: ready.input,
      letterboxed: ({ width, height }) => ({
        data: new Uint8Array(width * height * 3),
        box: { x: 0, y: 0, width, height },
      }),
      cropped: (_region, side) => new Uint8Array(side * side * 3),
    };
    await follower.estimate(picture, frame);
  }
}

async function obey(command: EngineCommand): Promise<EngineReply> {
  if (command.type === 'load') return load(command);
  if (!estimator) throw new Error('No engine is loaded');
  if (command.type === 'show') {
    shown?.decoder.close();
    shown = { decoder: VideoDecoder.create(command.codec), follower: estimator.follow() };
    return { type: 'shown' };
  }
  const picture = shown?.decoder.decode(Buffer.from(command.frame)) ? shown.decoder.take() : undefined;
  if (!picture || !shown) throw new Error('The frame can’t be decoded');
  const began = performance.now();
  const pose = await shown.follower.estimate(picture, command.at);
  const ms = performance.now() - began;
  return { type: 'estimated', ms, readMs: picture.readMs, keypoints: pose?.keypoints ?? new Float32Array() };
}

obeyCommands(obey);
