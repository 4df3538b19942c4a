/** Movements of legs and hips while standing: lunge, deadlift, jumping jack, high knees, wall sit. */
import { direction, span, type Vector } from '../vectors.ts';
import { both, leaning, lerp, type Move, standing } from './move.ts';

export const lunge: Move = {
  alternating: true,
  faults: ['shallow', 'knee-past-toes', 'leaning', 'short-step'],
  stance({ shape, progress, faults, side }) {
    const long = faults.has('knee-past-toes') ? 0.3 : faults.has('short-step') ? 0.12 : 0.46;
    const step = long * Math.min(1, progress * 1.6);
    const ahead = (faults.has('knee-past-toes') ? 0.26 : faults.has('short-step') ? -0.12 : 0.2) * progress;
    const height = 0.04 + (shape.thigh + shape.shank) * lerp(0.997, 0.58, progress);
    const leads = (sign: number) => (side === 'left') === sign > 0;
    return {
      pelvis: [0, height, ahead],
      trunk: leaning(lerp(2, faults.has('leaning') ? 48 : 8, progress)),
      legs: both((sign) => ({
        to: leads(sign) ? [sign * 0.08, 0.04, step] : [sign * 0.08, 0.04 + 0.07 * progress, -0.02 - 0.1 * progress],
        hint: [sign * 0.1, leads(sign) ? 0 : -0.4 * progress, 1],
      })),
      feet: {
        left: leads(1) ? [0.1, -0.1, 1] : [0.1, -0.1 - 0.9 * progress, 1],
        right: leads(-1) ? [-0.1, -0.1, 1] : [-0.1, -0.1 - 0.9 * progress, 1],
      },
      arms: both((sign) => ({ upper: direction(-14, sign * 26), lower: direction(62, -sign * 24) })),
    };
  },
};

export const deadlift: Move = {
  shallow: 0.55,
  faults: ['shallow', 'no-lock-out', 'squatting', 'bar-away'],
  stance({ shape, progress, faults }) {
    const squatting = faults.has('squatting');
    const knee = lerp(174, squatting ? 82 : 132, progress);
    const lean = lerp(2, squatting ? 52 : 74, progress);
    const reach = span(shape.thigh, shape.shank, knee);
    const back = lerp(0, squatting ? 0.13 : 0.15, progress);
    const wide = 0.075;
    const height = 0.04 + Math.sqrt(reach ** 2 - back ** 2 - (wide - shape.hip) ** 2);
    const arm = faults.has('bar-away') ? 42 * progress : 3;
    return {
      pelvis: [0, height, -back],
      trunk: leaning(lean),
      gaze: direction(lerp(90, 40, progress)),
      legs: both((sign) => ({ to: [sign * wide, 0.04, 0], hint: [sign * 0.15, 0, 1] })),
      arms: both((sign) => ({ upper: direction(arm, sign * 4), lower: direction(arm + 2, sign * 2) })),
    };
  },
};

export const jumpingJack: Move = {
  faults: ['arms-low', 'feet-narrow', 'bent-arms'],
  target: 0.58,
  size: 0.82,
  stance({ shape, progress, faults }) {
    const raise = lerp(9, faults.has('arms-low') ? 108 : 168, progress);
    const feet = lerp(0.06, faults.has('feet-narrow') ? 0.1 : 0.27, progress);
    const bent = faults.has('bent-arms') ? 100 * progress : 4;
    const leg = (shape.thigh + shape.shank) * 0.99;
    const height = 0.04 + Math.sqrt(leg ** 2 - (feet - shape.hip) ** 2) + 0.05 * Math.sin(Math.PI * progress);
    const lift = 0.04 + 0.05 * Math.sin(Math.PI * progress);
    return {
      pelvis: [0, height, 0],
      trunk: leaning(1),
      legs: both((sign) => ({ to: [sign * feet, lift, 0], hint: [sign * 0.3, 0, 1] })),
      arms: both((sign) => ({
        upper: direction(4, sign * Math.min(raise, 178)),
        lower: direction(4, sign * Math.min(raise + bent, 200)),
      })),
    };
  },
};

export const highKnees: Move = {
  alternating: true,
  faults: ['shallow', 'leaning-back'],
  stance({ shape, progress, faults, side }) {
    const base = standing(shape);
    const leads = (sign: number) => (side === 'left') === sign > 0;
    const legs = both((sign) =>
      leads(sign)
        ? { upper: direction(lerp(3, 96, progress), sign * 2), lower: direction(lerp(-2, -12, progress), sign) }
        : sign > 0
          ? base.legs.left
          : base.legs.right,
    );
    return {
      ...base,
      trunk: leaning(faults.has('leaning-back') ? -lerp(8, 24, progress) : 3),
      legs,
      arms: both((sign) => ({
        upper: direction(leads(sign) ? lerp(0, -35, progress) : lerp(0, 35, progress), sign * 8),
        lower: direction(leads(sign) ? lerp(60, 50, progress) : lerp(60, 120, progress), sign * 2),
      })),
    };
  },
};

export const wallSit: Move = {
  kind: 'hold',
  faults: ['too-high', 'leaning'],
  stance({ shape, progress, faults }) {
    const knee = lerp(174, faults.has('too-high') ? 128 : 92, progress);
    const reach = span(shape.thigh, shape.shank, knee);
    // The shanks stay upright: the hips slide down the wall behind them.
    const forward = knee - 90;
    const thigh = direction(-(90 + forward) + 180, 0);
    const back = Math.min(shape.thigh * Math.abs(thigh[2]), reach * 0.98);
    const height = 0.04 + Math.sqrt(reach ** 2 - back ** 2);
    return {
      pelvis: [0, height, -back],
      trunk: leaning(faults.has('leaning') ? 38 * progress : 2),
      legs: both((sign) => ({ to: [sign * 0.075, 0.04, 0], hint: [0, 0.3, 1] })),
      arms: both((sign) => ({
        upper: direction(lerp(2, 22, progress), sign * 6),
        lower: direction(lerp(6, 60, progress)),
      })),
    };
  },
};

/** Walks, turns, bends a knee here and there. */
export function strolling(shape: Parameters<typeof standing>[0], seconds: number): ReturnType<Move['stance']> {
  const swing = Math.sin(seconds * Math.PI * 1.8);
  const legs = both((sign) => {
    const way = sign * swing;
    const lift = Math.max(0, Math.cos(seconds * Math.PI * 1.8) * sign);
    return { upper: direction(way * 24 + lift * 12, sign * 1.5), lower: direction(way * 24 - lift * 38, sign) };
  });
  const drop = 0.012 * Math.abs(swing);
  const pelvis: Vector = [0, 0.04 + (shape.thigh + shape.shank) * 0.985 - drop, 0];
  return {
    pelvis,
    trunk: leaning(4),
    legs,
    arms: both((sign) => ({
      upper: direction(-sign * swing * 22, sign * 6),
      lower: direction(-sign * swing * 22 + 18),
    })),
  };
}
