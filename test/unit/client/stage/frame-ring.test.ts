import { enhancedEvents } from 'mediasoup-client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FrameRing } from '../../../../client/stage/frame-ring.ts';
import type { PictureEvents } from '../../../../client/stage/picture.ts';

/** A video that shows one frame after another, as the browser would. */
class Showing extends enhancedEvents.EnhancedEventEmitter<PictureEvents> {
  readonly video = { videoWidth: 640, videoHeight: 480 } as HTMLVideoElement;
  onShow: { mediaTime: number } | undefined;
  sessionTime: number | undefined;

  poseAt(): undefined {
    return undefined;
  }

  show(mediaTime: number): void {
    this.onShow = { mediaTime };
    this.emit('frame', this.onShow);
  }
}

let picture: Showing;
let ring: FrameRing;
/** Bitmaps that were made and not closed. */
let open: number;
const createImageBitmap = vi.fn<() => Promise<ImageBitmap>>();
const bitmap = (): ImageBitmap => {
  open += 1;
  return {
    width: 640,
    height: 480,
    close: () => {
      open -= 1;
    },
  };
};

beforeEach(() => {
  open = 0;
  createImageBitmap.mockReset().mockImplementation(async () => bitmap());
  vi.stubGlobal('createImageBitmap', createImageBitmap);
  picture = new Showing();
  ring = new FrameRing(picture);
});
afterEach(() => {
  ring.close();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Shows frames, each kept before the next one. */
async function play(from: number, to: number, step = 100): Promise<void> {
  for (let mediaTime = from; mediaTime <= to; mediaTime += step) {
    picture.show(mediaTime);
    await new Promise(setImmediate);
  }
}

it('gives the frame nearest to a moment of the last second, for the taker to close', async () => {
  await play(5_000, 6_000);
  const shot = await ring.take(5_460);
  expect(shot?.mediaTime).toBe(5_500);
  ring.close();
  expect(open).toBe(1);
  shot?.bitmap.close();
  expect(open).toBe(0);
});

it('gives nothing for a moment that was before it, and keeps no more than it needs', async () => {
  await play(5_000, 9_000);
  expect(await ring.take(5_000)).toBeUndefined();
  expect(open).toBeLessThanOrEqual(13);
});

it('waits for a frame that is not on show yet', async () => {
  await play(5_000, 5_200);
  const taking = ring.take(5_400);
  await play(5_300, 5_500);
  expect((await taking)?.mediaTime).toBe(5_400);
});

it('goes on keeping frames after one could not be taken, and complains once', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  createImageBitmap.mockRejectedValueOnce(new Error('out of memory'));
  createImageBitmap.mockRejectedValueOnce(new Error('out of memory'));
  await play(5_000, 5_300);
  expect((await ring.take(5_300))?.mediaTime).toBe(5_300);
  expect(warn).toHaveBeenCalledOnce();
});

it('leaves frames out while one is being taken', async () => {
  let done: (bitmap: ImageBitmap) => void = () => undefined;
  createImageBitmap.mockImplementationOnce(
    () =>
      new Promise((resolve) => {
        done = resolve;
      }),
  );
  picture.show(5_000);
  picture.show(5_033);
  expect(createImageBitmap).toHaveBeenCalledOnce();
  done(bitmap());
  await new Promise(setImmediate);
  expect((await ring.take(5_000))?.mediaTime).toBe(5_000);
});
