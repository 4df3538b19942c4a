/** Movements of the arms while standing: curl, front and lateral raise, push-down. */
import { direction } from '../vectors.ts';
import { both, leaning, lerp, type Move, standing } from './move.ts';

export const bicepsCurl: Move = {
  faults: ['shallow', 'no-lock-out', 'elbow-drift', 'swinging', 'leaning-back'],
  stance({ shape, progress, faults }) {
    const upper = faults.has('elbow-drift') ? lerp(4, 52, progress) : lerp(4, 8, progress);
    const lean = faults.has('swinging') ? lerp(12, -20, progress) : faults.has('leaning-back') ? -24 : 1;
    return {
      ...standing(shape),
      trunk: leaning(lean),
      arms: both((sign) => ({
        upper: direction(upper - lean * 0.5, sign * 7),
        lower: direction(upper + lerp(8, 134, progress), sign * 4),
      })),
    };
  },
};

export const frontRaise: Move = {
  faults: ['shallow', 'too-high', 'swinging'],
  stance({ shape, progress, faults }) {
    const angle = lerp(6, faults.has('too-high') ? 140 : 90, progress);
    const lean = faults.has('swinging') ? lerp(8, -22, progress) : 1;
    return {
      ...standing(shape),
      trunk: leaning(lean),
      arms: both((sign) => ({
        upper: direction(angle, sign * 3),
        lower: direction(angle + 6, sign * 2),
      })),
    };
  },
};

export const lateralRaise: Move = {
  faults: ['shallow', 'too-high', 'bent-arms'],
  stance({ shape, progress, faults }) {
    const angle = lerp(8, faults.has('too-high') ? 140 : 88, progress);
    const bent = faults.has('bent-arms') ? 85 * progress : 6;
    return {
      ...standing(shape),
      trunk: leaning(1),
      arms: both((sign) => ({
        upper: direction(6, sign * angle),
        lower: direction(6 + bent, sign * Math.max(0, angle - bent * 0.6)),
      })),
    };
  },
};

export const tricepsPushDown: Move = {
  shallow: 0.62,
  faults: ['shallow', 'elbow-drift', 'leaning'],
  stance({ shape, progress, faults }) {
    const upper = faults.has('elbow-drift') ? lerp(62, 10, progress) : lerp(12, 6, progress);
    const lean = faults.has('leaning') ? lerp(10, 42, progress) : 6;
    return {
      ...standing(shape),
      trunk: leaning(lean),
      arms: both((sign) => ({
        upper: direction(upper, sign * 5),
        lower: direction(upper + lerp(108, 6, progress), -sign * 4),
      })),
    };
  },
};
