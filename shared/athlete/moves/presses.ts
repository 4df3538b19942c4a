/** Movements in which the arms carry the body or a weight: push-up, bench press, dip, overhead press, pull-up. */
import { add, direction, span, type Vector } from '../vectors.ts';
import { both, leaning, lerp, type Move, standing } from './move.ts';

export const pushUp: Move = {
  floor: true,
  faults: ['sag', 'pike', 'flared-elbows', 'shallow', 'no-lock-out'],
  stance({ shape, progress, faults }) {
    const ankle: Vector = [0, 0.075, -0.4];
    const body = shape.shank + shape.thigh + shape.torso;
    const arm = (angle: number) => span(shape.upperArm, shape.forearm, angle);
    const pitchAt = (height: number) => Math.asin((height - ankle[1]) / body);
    const hands = ankle[2] + body * Math.cos(pitchAt(arm(174) + 0.02)) - 0.01;
    const pitch = pitchAt(arm(lerp(174, 76, progress)) + 0.02);
    const along: Vector = [0, Math.sin(pitch), Math.cos(pitch)];
    const bow = faults.has('sag') ? -0.085 : faults.has('pike') ? 0.13 : 0;
    const leg = shape.shank + shape.thigh - Math.abs(bow) * 0.12;
    const pelvis: Vector = [0, ankle[1] + along[1] * leg + bow, ankle[2] + along[2] * leg];
    const shoulder: Vector = [0, ankle[1] + along[1] * body, ankle[2] + along[2] * body];
    return {
      pelvis,
      trunk: [0, shoulder[1] - pelvis[1], shoulder[2] - pelvis[2]],
      gaze: [0, -0.75, 0.65],
      legs: both((sign) => ({ to: [sign * 0.05, ankle[1], ankle[2]], hint: [0, -1, 0] })),
      feet: both(() => [0, -1, 0.25]),
      arms: both((sign) => ({
        to: [sign * (faults.has('flared-elbows') ? 0.2 : 0.135), 0.02, hands],
        hint: faults.has('flared-elbows') ? [sign, 0.1, -0.1] : [sign * 0.35, 0.2, -1],
      })),
    };
  },
};

export const plank: Move = {
  floor: true,
  kind: 'hold',
  faults: ['sag', 'pike', 'bent-knees'],
  stance({ shape, progress, faults }) {
    const ankle: Vector = [0, lerp(0.045, 0.075, progress), -0.4];
    const body = shape.shank + shape.thigh + shape.torso;
    const height = lerp(0.09, shape.upperArm + 0.03, progress);
    const pitch = Math.asin((height - ankle[1]) / body);
    const along: Vector = [0, Math.sin(pitch), Math.cos(pitch)];
    const bow = (faults.has('sag') ? -0.075 : faults.has('pike') ? 0.13 : 0) * progress - 0.02 * (1 - progress);
    const straight = faults.has('bent-knees') ? 1 - 0.07 * progress : 1;
    const leg = (shape.shank + shape.thigh) * straight - Math.abs(bow) * 0.12;
    const far = body - (shape.shank + shape.thigh) * (1 - straight);
    const shoulder: Vector = [0, ankle[1] + along[1] * far, ankle[2] + along[2] * far];
    const pelvis: Vector = [0, ankle[1] + along[1] * leg + bow, ankle[2] + along[2] * leg];
    return {
      pelvis,
      trunk: [0, shoulder[1] - pelvis[1], shoulder[2] - pelvis[2]],
      gaze: [0, -0.85, 0.5],
      legs: both((sign) => ({ to: [sign * 0.05, ankle[1], ankle[2]], hint: [0, -1, 0] })),
      feet: both(() => [0, -1, 0.25]),
      arms: both((sign) => ({
        upper: [sign * 0.1 * progress, -progress, (1 - progress) * 1.2],
        lower: [-sign * 0.15, 0, 1],
      })),
    };
  },
};

export const benchPress: Move = {
  floor: true,
  faults: ['shallow', 'hurried', 'uneven'],
  stance({ shape, progress, faults }) {
    const shoulders: Vector = [0, 0.3, shape.torso];
    const reach = (angle: number) => span(shape.upperArm, shape.forearm, angle);
    return {
      pelvis: [0, 0.28, 0],
      trunk: [0, 0.02, 1],
      gaze: [0, 1, -0.1],
      legs: both((sign) => ({ to: [sign * 0.13, 0.04, -0.27], hint: [sign * 0.2, 1, -0.4] })),
      feet: both((sign) => [sign * 0.2, 0, -1]),
      arms: both((sign) => {
        const late = faults.has('uneven') && sign > 0 ? 0.55 : 1;
        const height = reach(lerp(174, 62, progress * late));
        return {
          to: add(shoulders, [sign * (shape.shoulder + 0.05), height, -0.03]),
          hint: [sign, -0.7, -0.3],
        };
      }),
    };
  },
};

export const dip: Move = {
  faults: ['shallow', 'no-lock-out', 'leaning'],
  target: 0.6,
  stance({ shape, progress, faults }) {
    const lean = lerp(6, faults.has('leaning') ? 60 : 24, progress);
    const trunk = leaning(lean);
    const height = 0.6 + span(shape.upperArm, shape.forearm, lerp(174, 76, progress));
    const shoulder: Vector = [0, height, lerp(0.02, 0.07, progress)];
    return {
      pelvis: add(shoulder, [0, -trunk[1] * shape.torso, -trunk[2] * shape.torso]),
      trunk,
      legs: both((sign) => ({ upper: direction(8, sign * 3), lower: direction(-70, sign * 2) })),
      feet: both(() => [0, -0.9, -0.4]),
      arms: both((sign) => ({ to: [sign * 0.15, 0.6, 0], hint: [sign * 0.35, 0, -1] })),
    };
  },
};

export const overheadPress: Move = {
  faults: ['shallow', 'leaning-back', 'uneven'],
  target: 0.58,
  size: 0.82,
  stance({ shape, progress, faults }) {
    const base = standing(shape);
    const trunk = leaning(faults.has('leaning-back') ? -lerp(3, 22, progress) : 1);
    const neck = add(base.pelvis, [0, trunk[1] * shape.torso, trunk[2] * shape.torso]);
    const arm = shape.upperArm + shape.forearm;
    return {
      ...base,
      trunk,
      arms: both((sign) => {
        const late = faults.has('uneven') && sign > 0 ? 0.68 : 1;
        return {
          to: add(neck, [
            sign * (shape.shoulder + 0.035),
            lerp(0.03, arm * 0.995, progress * late),
            lerp(0.06, 0, progress),
          ]),
          hint: [sign * 0.5, -1, 0.35],
        };
      }),
    };
  },
};

export const pullUp: Move = {
  faults: ['shallow', 'no-lock-out', 'kipping'],
  target: 0.62,
  size: 0.78,
  stance({ shape, progress, faults }) {
    const bar = 1.16;
    const height = bar - span(shape.upperArm, shape.forearm, lerp(174, 42, progress));
    const kick = faults.has('kipping') ? 62 * Math.sin(Math.PI * progress) : 0;
    const trunk = leaning(-lerp(0, 12, progress));
    return {
      pelvis: [0, height - trunk[1] * shape.torso, -trunk[2] * shape.torso],
      trunk,
      gaze: [0, 0.2, 1],
      legs: both((sign) => ({ upper: direction(4 + kick, sign * 2), lower: direction(-14 + kick * 0.6, sign * 2) })),
      feet: both(() => [0, -0.85, 0.5]),
      arms: both((sign) => ({ to: [sign * 0.16, bar, 0.02], hint: [sign * 0.9, -1, 0.25] })),
    };
  },
};
