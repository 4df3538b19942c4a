import { enhancedEvents } from 'mediasoup-client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LockedPose } from '../../../../client/stage/locked-pose.ts';
import type { PictureEvents } from '../../../../client/stage/picture.ts';
import type { PoseAt } from '../../../../client/stage/pose-track.ts';
import type { PosePacket } from '../../../../shared/contract/pose-packet.ts';

const pose = (x: number): PosePacket => ({
  athlete: 0,
  layout: 'coco17',
  at: 0,
  rtpTimestamp: 0,
  keypoints: [{ x, y: 0, score: 1 }],
});

/** A picture whose frames and poses come when the test says. */
class Showing extends enhancedEvents.EnhancedEventEmitter<PictureEvents> {
  onShow: { mediaTime: number } | undefined;
  readonly poses = new Map<number, PoseAt>();

  poseAt(mediaTime: number): PoseAt | undefined {
    return this.poses.get(mediaTime);
  }

  show(mediaTime: number): void {
    this.onShow = { mediaTime };
    this.emit('frame', this.onShow);
  }
}

let picture: Showing;
let locked: LockedPose;
/** What was drawn: the first keypoint's x, and the opacity. */
let drawn: { x: number | undefined; opacity: number }[];
/** The step that waits for the browser's next animation frame. */
let nextFrame: FrameRequestCallback | undefined;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  vi.stubGlobal('requestAnimationFrame', (step: FrameRequestCallback) => {
    nextFrame = step;
    return 1;
  });
  vi.stubGlobal('cancelAnimationFrame', () => {
    nextFrame = undefined;
  });
  nextFrame = undefined;
  drawn = [];
  picture = new Showing();
  locked = new LockedPose(picture, (shown, opacity) => drawn.push({ x: shown?.keypoints[0]?.x, opacity }));
});
afterEach(() => {
  locked.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Lets this much time go by, and the browser draw a frame. */
function animate(ms: number): void {
  vi.advanceTimersByTime(ms);
  nextFrame?.(performance.now());
}

it('draws each frame with the pose of its own moment', () => {
  picture.poses.set(100, { ...pose(0.1), ahead: 0 }).set(133, { ...pose(0.2), ahead: 0 });
  picture.show(100);
  picture.show(133);
  expect(drawn).toEqual([
    { x: 0.1, opacity: 1 },
    { x: 0.2, opacity: 1 },
  ]);
});

it('draws the frame again when a better pose comes, and nothing where none is known', () => {
  picture.show(100);
  picture.poses.set(100, { ...pose(0.3), ahead: 0 });
  picture.emit('pose', pose(0.3));
  expect(drawn).toEqual([
    { x: undefined, opacity: 0 },
    { x: 0.3, opacity: 1 },
  ]);
});

it('lets a pose fade that is long past', () => {
  picture.poses.set(100, { ...pose(0.1), ahead: 650 });
  picture.show(100);
  expect(drawn[0]?.opacity).toBeCloseTo(0.5, 2);
});

it('follows the newest pose, smoothly, where frames have no moment', () => {
  picture.emit('pose', pose(0.2));
  animate(40);
  picture.emit('pose', pose(0.4));
  animate(35);
  expect(drawn[0]).toEqual({ x: 0.2, opacity: 1 });
  expect(drawn[1]?.x).toBeGreaterThan(0.3);
  expect(drawn[1]?.x).toBeLessThan(0.4);
});

it('takes the skeleton away when no pose follows, and then costs nothing', () => {
  picture.emit('pose', pose(0.2));
  animate(40);
  animate(1_000);
  expect(drawn.at(-1)).toEqual({ x: undefined, opacity: 0 });
  expect(nextFrame).toBeUndefined();
});

it('stops following as soon as frames have a moment, and when it is closed', () => {
  picture.emit('pose', pose(0.2));
  expect(nextFrame).toBeDefined();
  picture.show(100);
  expect(nextFrame).toBeUndefined();
  locked.close();
  picture.show(133);
  expect(drawn).toHaveLength(1);
});
