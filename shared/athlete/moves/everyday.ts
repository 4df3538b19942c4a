/** What people do between repetitions and instead of them; nothing of it may be counted. */
import { add, direction, span, type Vector } from '../vectors.ts';
import { strolling } from './legs.ts';
import { both, leaning, lerp, type Move, standing } from './move.ts';

const smooth = (share: number) => {
  const s = Math.min(1, Math.max(0, share));
  return s * s * (3 - 2 * s);
};

/** To and fro through the picture, turning at its edges. */
export const walking: Move = {
  kind: 'idle',
  faults: [],
  stance({ shape, seconds }) {
    const stance = strolling(shape, seconds);
    const way = Math.sin(seconds * 0.35) * 0.28;
    return { ...stance, pelvis: add(stance.pelvis, [way, 0, 0]) };
  },
};

/** Sits down on a chair, stays, shifts about, stands up again after half a minute. */
export const sitting: Move = {
  kind: 'idle',
  faults: [],
  stance({ shape, seconds }) {
    const time = seconds % 45;
    const down = smooth((time - 5) / 1.6) - smooth((time - 38) / 1.6);
    const reach = span(shape.thigh, shape.shank, lerp(176, 92, down));
    const back = lerp(0, 0.24, down);
    const lean = lerp(2, 6, down) + 28 * Math.sin(Math.PI * Math.min(1, Math.max(0, down)));
    const fidget = Math.sin(seconds * 0.8) * 6 * down;
    return {
      pelvis: [0, 0.04 + Math.sqrt(Math.max(0.01, reach ** 2 - Math.min(back, reach * 0.95) ** 2)), -back],
      trunk: leaning(lean + fidget),
      legs: both((sign) => ({ to: [sign * 0.08, 0.04, 0], hint: [sign * 0.1, 0.1, 1] })),
      arms: both((sign) => ({
        upper: direction(lerp(3, 24, down) + fidget, sign * 8),
        lower: direction(lerp(8, 78, down) + sign * fidget * 2, -sign * 6),
      })),
    };
  },
};

/** Waves with one hand, then the other, scratches the head. */
export const waving: Move = {
  kind: 'idle',
  faults: [],
  stance({ shape, seconds }) {
    const turn = Math.floor(seconds / 6) % 3;
    const within = seconds % 6;
    const raised = smooth(within / 0.8) - smooth((within - 5.2) / 0.8);
    const wave = Math.sin(seconds * Math.PI * 3) * 24;
    const scratch = 10 * (1 + Math.sin(seconds * 2));
    const up = (sign: number) => ((turn === 0 && sign > 0) || (turn === 1 && sign < 0) ? raised : 0);
    return {
      ...standing(shape),
      trunk: leaning(1),
      arms: both((sign) => ({
        upper: direction(lerp(4, 30, up(sign)), sign * lerp(7, 62, up(sign))),
        lower: direction(lerp(10 + (turn === 2 ? scratch * raised : 0), 170, up(sign)), sign * (6 + wave * up(sign))),
      })),
    };
  },
};

/** Sways, bounces in the knees, swings the arms out of time. */
export const dancing: Move = {
  kind: 'idle',
  faults: [],
  stance({ shape, seconds }) {
    const beat = seconds * Math.PI * 2;
    const bounce = 14 * (1 + Math.sin(beat * 1.9)) + 5 * (1 + Math.sin(beat * 0.37));
    const reach = span(shape.thigh, shape.shank, 178 - bounce);
    const sway: Vector = [0.05 * Math.sin(beat * 0.9), 0, 0];
    return {
      pelvis: add(sway, [0, 0.04 + reach * 0.99, -0.02]),
      trunk: add(leaning(5 + 5 * Math.sin(beat * 0.8)), [0.12 * Math.sin(beat * 0.9 + 1), 0, 0]),
      legs: both((sign) => ({ to: [sign * 0.12, 0.04, 0], hint: [sign * 0.3, 0, 1] })),
      arms: both((sign) => ({
        upper: direction(20 + 18 * Math.sin(beat * 0.53 + sign), sign * (22 + 14 * Math.sin(beat * 0.71 + sign * 2))),
        lower: direction(70 + 16 * Math.sin(beat * 1.13 + sign * 1.4), -sign * 12),
      })),
    };
  },
};
