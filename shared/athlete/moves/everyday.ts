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

/** A share of each period in which something is done: up within `rise` s after it begins, down before it ends. */
const during = (seconds: number, period: number, from: number, until: number, rise = 0.8) => {
  const within = seconds % period;
  return smooth((within - from) / rise) - smooth((within - until) / rise);
};

/** Stands at a high table, a hand on it, moves it now and then, shifts the weight. */
export const atTable: Move = {
  kind: 'idle',
  faults: [],
  stance({ shape, seconds }) {
    const lift = during(seconds, 7, 1, 3.4) + 0.5 * during(seconds, 11, 5, 7);
    const { pelvis, legs } = standing(shape);
    return {
      pelvis: add(pelvis, [0.015 * Math.sin(seconds * 0.4), 0, 0]),
      trunk: leaning(5 + 3 * Math.sin(seconds * 0.3)),
      legs,
      arms: both((sign) => ({
        upper: direction(sign > 0 ? lerp(22, 34, lift) : 6, sign * 8),
        lower: direction(sign > 0 ? lerp(78, 128, lift) : 16, -sign * 10),
      })),
    };
  },
};

/** Bends down to the shoes, ties them, stands up again. */
export const tyingShoes: Move = {
  kind: 'idle',
  faults: [],
  stance({ shape, seconds }) {
    const down = during(seconds, 16, 2, 9, 1.2);
    const reach = span(shape.thigh, shape.shank, lerp(176, 118, down));
    const back = lerp(0, 0.16, down);
    const fiddle = Math.sin(seconds * 9) * 4 * down;
    return {
      pelvis: [0, 0.04 + Math.sqrt(Math.max(0.01, reach ** 2 - back ** 2)), -back],
      trunk: leaning(lerp(2, 96, down)),
      legs: both((sign) => ({ to: [sign * 0.07, 0.04, sign * 0.1 * down], hint: [sign * 0.1, 0, 1] })),
      arms: both((sign) => ({
        upper: direction(lerp(4, 20, down) + fiddle, sign * 6),
        lower: direction(lerp(8, 24, down) - fiddle * sign, -sign * 12 * down),
      })),
    };
  },
};

/** Drinks from a bottle that one hand holds all the time. */
export const drinking: Move = {
  kind: 'idle',
  faults: [],
  stance({ shape, seconds }) {
    const sip = during(seconds, 9, 2, 4.5);
    return {
      ...standing(shape),
      trunk: leaning(lerp(2, -4, sip)),
      arms: both((sign) => ({
        upper: direction(sign < 0 ? lerp(10, 58, sip) : 4, sign * 9),
        lower: direction(sign < 0 ? lerp(62, 152, sip) : 10, -sign * (sign < 0 ? 14 : 2)),
      })),
    };
  },
};

/** Walks to and fro with something in both hands. */
export const carrying: Move = {
  kind: 'idle',
  faults: [],
  stance(effort) {
    const stance = walking.stance(effort);
    const bounce = 4 * Math.sin(effort.seconds * Math.PI * 3.6);
    return {
      ...stance,
      trunk: leaning(-3),
      arms: both((sign) => ({ upper: direction(18 + bounce, sign * 8), lower: direction(92 + bounce, -sign * 16) })),
    };
  },
};

/** Wipes a table: bends a little and moves one hand over it. */
export const cleaning: Move = {
  kind: 'idle',
  faults: [],
  stance({ shape, seconds }) {
    const wipe = Math.sin(seconds * 5) * 22;
    const sway = Math.sin(seconds * 0.7);
    return {
      ...standing(shape),
      trunk: leaning(30 + 10 * sway),
      arms: both((sign) => ({
        upper: direction(sign < 0 ? 48 + wipe * 0.5 : 14, sign * (8 + (sign < 0 ? wipe * 0.6 : 0))),
        lower: direction(sign < 0 ? 66 + wipe : 30, -sign * 10),
      })),
    };
  },
};

/** Talks with both hands. */
export const talking: Move = {
  kind: 'idle',
  faults: [],
  stance({ shape, seconds }) {
    const word = (rate: number, by: number) => 0.5 + 0.5 * Math.sin(seconds * rate + by);
    return {
      ...standing(shape),
      trunk: leaning(2 + 2 * Math.sin(seconds * 0.6)),
      arms: both((sign) => ({
        upper: direction(8 + 22 * word(2.3, sign) * word(0.5, 0), sign * (10 + 10 * word(1.7, sign * 2))),
        lower: direction(60 + 62 * word(3.1, sign * 1.3) * word(0.43, 1), -sign * 14),
      })),
    };
  },
};

/** Circles both arms four times, then shakes them out. */
export const warmingUp: Move = {
  kind: 'idle',
  target: 0.58,
  size: 0.82,
  faults: [],
  stance({ shape, seconds }) {
    const within = seconds % 14;
    const turn = 4 * 360 * smooth((within - 1) / 7);
    const shake = 10 * Math.sin(seconds * 14) * during(seconds, 14, 9, 13);
    return {
      ...standing(shape),
      trunk: leaning(1),
      arms: both((sign) => {
        const angle = 6 + turn + shake;
        return { upper: direction(angle, sign * 12), lower: direction(angle + 8, sign * 10) };
      }),
    };
  },
};

/** Rests on hands and feet between push-ups: the hips go up, stay, and come down again. */
export const restingOnHands: Move = {
  kind: 'idle',
  floor: true,
  faults: [],
  stance({ shape, seconds }) {
    const up = during(seconds, 6, 0.6, 4, 0.9);
    const ankle: Vector = [0, 0.075, -0.4];
    const body = shape.shank + shape.thigh + shape.torso;
    const arm = span(shape.upperArm, shape.forearm, 172);
    const pitch = Math.asin((arm + 0.02 - ankle[1]) / body);
    const shoulder: Vector = [
      0,
      lerp(ankle[1] + Math.sin(pitch) * body, arm * 0.82, up),
      ankle[2] + Math.cos(pitch) * body - 0.14 * up,
    ];
    const leg = (shape.shank + shape.thigh) * 0.99;
    const level: Vector = [0, ankle[1] + Math.sin(pitch) * leg, ankle[2] + Math.cos(pitch) * leg];
    const pelvis: Vector = [0, lerp(level[1], ankle[1] + leg * 0.8, up), lerp(level[2], ankle[2] + leg * 0.55, up)];
    const hands = ankle[2] + body * Math.cos(pitch) - 0.01;
    return {
      pelvis,
      trunk: [0, shoulder[1] - pelvis[1], shoulder[2] - pelvis[2]],
      gaze: [0, -0.75, 0.65],
      legs: both((sign) => ({ to: [sign * 0.05, ankle[1], ankle[2]], hint: [0, -1, 0] })),
      feet: both(() => [0, -1, 0.25]),
      arms: both((sign) => ({ to: [sign * 0.135, 0.02, hands], hint: [sign * 0.35, 0.2, -1] })),
    };
  },
};
