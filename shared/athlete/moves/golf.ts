/** A right-handed golf swing: address, top, impact, finish. */
import { add, direction, radians, turned, type Vector } from '../vectors.ts';
import { both, leaning, type Move, standing } from './move.ts';

/** Share of the movement's time at which each key position is reached; a hurried backswing takes less of it. */
const KEYS = { top: 0.5, impact: 0.667 };
export const golfKeys = (hurried: boolean) => (hurried ? { top: 0.3, impact: 0.62 } : KEYS);

const ease = (share: number) => 0.5 - 0.5 * Math.cos(Math.PI * Math.min(1, Math.max(0, share)));

export const golfSwing: Move = {
  kind: 'path',
  faults: ['hurried-backswing', 'bent-arm', 'sway', 'standing-up'],
  target: 0.55,
  size: 0.84,
  stance({ shape, share, faults }) {
    const { top, impact } = golfKeys(faults.has('hurried-backswing'));
    // −1 at the top, 0 at address and impact, 1 at the finish.
    const swing =
      share < top
        ? -ease(share / top)
        : share < impact
          ? -1 + ((share - top) / (impact - top)) ** 1.6
          : share < 1
            ? Math.sin((Math.PI / 2) * ((share - impact) / (1 - impact)))
            : 1 - ease(share - 1);
    const angle = swing * (swing < 0 ? 150 : 148);
    const base = standing(shape);
    const drift = faults.has('sway') ? swing * 0.13 : swing * 0.015;
    const rise =
      faults.has('standing-up') && share > top
        ? 26 * ease(((share - top) / (impact - top)) * 1.6) * (1 - ease(share - 1))
        : 0;
    const trunk = add(leaning(Math.max(2, 34 - 12 * Math.max(0, swing) - rise)), [drift * 0.8, 0, 0]);
    const pelvis: Vector = [drift, base.pelvis[1] - 0.035, -0.06];
    const neck = add(pelvis, [trunk[0] * shape.torso, trunk[1] * shape.torso, trunk[2] * shape.torso]);
    const line = turned([1, 0, 0], swing * 78);
    const radius = (shape.upperArm + shape.forearm) * (faults.has('bent-arm') && swing < -0.3 ? 0.6 : 0.93);
    const a = radians(angle);
    const hands = add(neck, [Math.sin(a) * radius, -Math.cos(a) * radius, 0.12 * Math.cos(a / 2) + 0.03]);
    return {
      pelvis,
      trunk,
      shoulderLine: line,
      hipLine: turned([1, 0, 0], swing * 38),
      gaze: add(direction(55), swing > 0.4 ? [swing, 0.3, 0] : [0, 0, 0]),
      legs: both((sign) => ({ to: [sign * 0.13, 0.04, 0], hint: [sign * 0.1, 0, 1] })),
      arms: both((sign) => ({ to: add(hands, [sign * 0.012, 0, 0]), hint: [sign * 0.4, -1, -0.2] })),
    };
  },
};
