import { beforeEach, describe, expect, it } from 'vitest';
import { PoseTrack } from '../../../../client/stage/pose-track.ts';
import type { PosePacket } from '../../../../shared/contract/pose-packet.ts';

/** A pose whose keypoints are all at this place, surely. */
const pose = (at: number, x: number, score = 1): PosePacket => ({
  athlete: 0,
  layout: 'coco17',
  at,
  rtpTimestamp: at * 90,
  keypoints: Array.from({ length: 17 }, () => ({ x, y: 2 * x, score })),
});

let track: PoseTrack;
beforeEach(() => {
  track = new PoseTrack();
});
const add = (...poses: PosePacket[]) => {
  for (const each of poses) track.add(each);
};
const xAt = (moment: number) => track.at(moment)?.keypoints[0]?.x;

describe('the body', () => {
  it('is on the way from one pose to the next between the two', () => {
    add(pose(1_000, 0.2), pose(1_066, 0.4));
    expect(xAt(1_000)).toBe(0.2);
    expect(xAt(1_033)).toBeCloseTo(0.3, 5);
    expect(track.at(1_033)?.keypoints[0]?.y).toBeCloseTo(0.6, 5);
    expect(track.at(1_033)?.ahead).toBe(0);
  });

  it('goes on as it moved beyond the newest pose, but not for long', () => {
    add(pose(1_000, 0.2), pose(1_050, 0.3));
    expect(xAt(1_075)).toBeCloseTo(0.35, 5);
    expect(xAt(1_150)).toBeCloseTo(0.5, 5);
    expect(xAt(1_400)).toBeCloseTo(0.5, 5);
    expect(track.at(1_400)?.ahead).toBe(350);
  });

  it('stays where it was seen while two poses are too far apart to be one movement', () => {
    add(pose(1_000, 0.2), pose(1_500, 0.4));
    expect(xAt(1_250)).toBe(0.2);
    expect(xAt(1_550)).toBe(0.4);
  });

  it('is as doubtful as the more doubtful of two poses', () => {
    add(pose(1_000, 0.2, 0.9), pose(1_050, 0.3, 0.1));
    expect(track.at(1_025)?.keypoints[0]?.score).toBe(0.1);
  });

  it('is that of the first pose just before it, and unknown earlier', () => {
    expect(track.at(1_000)).toBeUndefined();
    add(pose(1_000, 0.2));
    expect(xAt(980)).toBe(0.2);
    expect(track.at(900)).toBeUndefined();
  });

  it('is nobody’s after a frame in which nobody was found', () => {
    add(pose(1_000, 0.2), { ...pose(1_066, 0), keypoints: [] });
    expect(xAt(1_033)).toBe(0.2);
    expect(track.at(1_070)?.keypoints).toEqual([]);
  });

  it('is forgotten after some seconds, and when the session’s time begins anew', () => {
    add(pose(1_000, 0.2), pose(6_000, 0.4));
    expect(track.at(1_000)).toBeUndefined();
    add(pose(100, 0.6));
    expect(xAt(6_000)).toBe(0.6);
  });
});
