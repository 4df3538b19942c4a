/** Movements on the back: sit-up, glute bridge. */
import { add, radians, type Vector } from '../vectors.ts';
import { both, lerp, type Move } from './move.ts';

export const sitUp: Move = {
  shallow: 0.58,
  floor: true,
  faults: ['shallow', 'feet-lift', 'hurried-back'],
  stance({ shape, progress, faults }) {
    const angle = radians(lerp(4, 82, progress));
    const trunk: Vector = [0, Math.sin(angle), -Math.cos(angle)];
    const front: Vector = [0, Math.cos(angle), Math.sin(angle)];
    const pelvis: Vector = [0, 0.07, 0];
    const lift = faults.has('feet-lift') ? 0.15 * Math.sin(Math.PI * Math.min(1, progress * 1.1)) : 0;
    const neck = add(pelvis, [0, trunk[1] * shape.torso, trunk[2] * shape.torso]);
    return {
      pelvis,
      trunk,
      gaze: add(front, [0, trunk[1] * 0.4, trunk[2] * 0.4]),
      legs: both((sign) => ({ to: [sign * 0.08, 0.04 + lift, 0.34], hint: [sign * 0.1, 1, 0.4] })),
      feet: both((sign) => [sign * 0.2, lift > 0.03 ? 0.5 : -0.05, 1]),
      arms: both((sign) => ({
        to: add(neck, [-sign * 0.05, front[1] * 0.08 - trunk[1] * 0.1, front[2] * 0.08 - trunk[2] * 0.1]),
        hint: [sign, -trunk[1], -trunk[2]],
      })),
    };
  },
};

export const gluteBridge: Move = {
  shallow: 0.42,
  floor: true,
  faults: ['shallow', 'feet-far', 'hurried-back'],
  stance({ shape, progress, faults }) {
    const shoulders: Vector = [0, 0.05, -0.3];
    const angle = radians(lerp(2, 33, progress));
    const along: Vector = [0, Math.sin(angle), Math.cos(angle)];
    const feet = faults.has('feet-far') ? 0.43 : 0.25;
    return {
      pelvis: add(shoulders, [0, along[1] * shape.torso, along[2] * shape.torso]),
      trunk: [0, -along[1], -along[2]],
      gaze: [0, 1, 0.2],
      legs: both((sign) => ({ to: [sign * 0.08, 0.04, feet], hint: [sign * 0.05, 1, 0.2] })),
      feet: both((sign) => [sign * 0.15, -0.05, 1]),
      arms: both((sign) => ({ upper: [sign * 0.35, -0.08, 1], lower: [sign * 0.1, -0.03, 1] })),
    };
  },
};
