/** Looks at the figure from somewhere around it and gives keypoints in the picture. */
import { LAYOUTS, type PoseFrame, type PoseLayout } from '../coaching/body/keypoints.ts';
import type { Skeleton } from './figure.ts';
import { radians, type Vector } from './vectors.ts';

export interface Camera {
  /** Degrees around the athlete: 0 in front, 90 at the athlete's left side, 180 behind. */
  azimuth: number;
  /** Degrees above level. */
  elevation: number;
  /** Distance in statures; smaller means stronger perspective. */
  distance: number;
  /** Width of the picture divided by its height. */
  aspect: number;
  /** Height of a standing figure as a part of the picture's height. */
  scale: number;
  /** The point in space that is shown at `at` (0..1 of the picture). */
  target: Vector;
  at: readonly [number, number];
  /** Turns left and right of the picture round, as a selfie camera may. */
  mirror: boolean;
}

/** Keypoints of the skeleton in the picture; z as BlazePose gives it: from the middle of the hips, negative towards the camera, in widths of the picture. */
export function look(skeleton: Skeleton, camera: Camera, layout: PoseLayout, at: number): PoseFrame {
  const { aspect, distance, scale, target } = camera;
  const [sinA, cosA] = [Math.sin(radians(camera.azimuth)), Math.cos(radians(camera.azimuth))];
  const [sinE, cosE] = [Math.sin(radians(camera.elevation)), Math.cos(radians(camera.elevation))];
  const project = (point: Vector) => {
    const [x, y, z] = [point[0] - target[0], point[1] - target[1], point[2] - target[2]];
    const across = x * cosA - z * sinA;
    const near = x * sinA + z * cosA;
    const up = y * cosE - near * sinE;
    const depth = near * cosE + y * sinE;
    const size = (scale * distance) / (distance - depth);
    return { across: across * size, up: up * size, depth: depth * scale };
  };
  const place = (name: string) => {
    const point = skeleton[name];
    if (!point) throw new Error(`the figure has no ${name}`);
    return project(point);
  };
  const hips = (place('left_hip').depth + place('right_hip').depth) / 2;
  const keypoints = LAYOUTS[layout].names.map((name) => {
    const { across, up, depth } = place(name);
    const x = camera.at[0] + (camera.mirror ? -across : across) / aspect;
    const y = camera.at[1] - up;
    const inside = x >= 0 && x <= 1 && y >= 0 && y <= 1;
    return { x, y, z: (hips - depth) / aspect, score: inside ? 0.95 : 0.05 };
  });
  return { at, layout, aspect, keypoints };
}
