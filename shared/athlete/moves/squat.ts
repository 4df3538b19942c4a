import { direction, span } from '../vectors.ts';
import { both, leaning, lerp, type Move } from './move.ts';

/** Knees from straight to 72 degrees; the hips move back and the trunk leans to keep the balance over the feet. */
export const squat: Move = {
  faults: ['shallow', 'knees-in', 'heels-lift', 'lean', 'uneven', 'hurried'],
  stance({ shape, progress, faults }) {
    const lift = faults.has('heels-lift') ? 0.07 * progress : 0;
    const ankle = 0.04 + lift;
    const lean = lerp(3, faults.has('lean') ? 68 : 36, progress);
    const back = lerp(0, faults.has('lean') ? 0.14 : 0.095, progress) - lift;
    const reach = span(shape.thigh, shape.shank, lerp(176, 72, progress));
    const wide = 0.085 + shape.hip * 0.4;
    const height = ankle + Math.sqrt(Math.max(0.01, reach ** 2 - back ** 2 - (wide - shape.hip) ** 2));
    const shift = faults.has('uneven') ? 0.06 * progress : 0;
    const out = faults.has('knees-in') ? lerp(0.15, -0.8, progress) : 0.45;
    const [x, y, z] = leaning(lean);
    return {
      pelvis: [shift, height, -back],
      trunk: [x + shift * 0.5, y, z],
      hipLine: [1, faults.has('uneven') ? 0.5 * progress : 0, 0],
      legs: both((sign) => ({ to: [sign * wide, ankle, 0], hint: [sign * out, 0, 1] })),
      feet: both((sign) => [sign * 0.3, lift > 0 ? -lift * 7 : -0.15, 1]),
      arms: both((sign) => ({
        upper: direction(lerp(6, 82, progress), sign * lerp(9, 6, progress)),
        lower: direction(lerp(12, 88, progress), sign * lerp(5, -8, progress)),
      })),
    };
  },
};
