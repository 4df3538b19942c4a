/** Where a new definition begins: small ones that work, to be changed into what is wanted. */
import { type Activity, type ActivityInput, activitySchema } from '../../shared/coaching/index.ts';

const arms = {
  figure: 'lateral-raise',
  views: ['front', 'back'],
  needs: ['shoulder', 'elbow', 'wrist', 'hip'],
  measures: {
    arm: { kind: 'angle', points: ['hip', 'shoulder', 'wrist'] },
    elbow: { kind: 'angle', points: ['shoulder', 'elbow', 'wrist'] },
  },
  main: 'arm',
} satisfies Partial<ActivityInput>;

const cues: ActivityInput['cues'] = {
  'long-arms': { en: { text: 'Keep your arms long' }, de: { text: 'Die Arme lang lassen' } },
};

const REPETITIONS: ActivityInput = {
  ...arms,
  id: 'my-activity',
  kind: 'repetitions',
  name: { en: 'My activity', de: 'Meine Übung' },
  howTo: {
    en: 'Lift both arms out to the sides up to your shoulders, and lower them again.',
    de: 'Heb beide Arme seitlich bis auf Schulterhöhe und senk sie wieder.',
  },
  signal: { parts: [{ measure: 'arm', rest: 15, work: 90 }], full: 0.6, attempt: 0.3 },
  phases: { out: 'up', turn: 'top', back: 'down', rest: 'bottom' },
  gates: [],
  rules: [
    {
      id: 'bent-arms',
      severity: 'moderate',
      measure: 'elbow',
      during: 'turn',
      below: 130,
      slack: 10,
      cue: 'long-arms',
    },
  ],
  cues,
};

const HOLD: ActivityInput = {
  ...arms,
  id: 'my-hold',
  kind: 'hold',
  figure: 'wall-sit',
  views: ['side', 'three-quarter'],
  needs: ['shoulder', 'hip', 'knee', 'ankle'],
  name: { en: 'My hold', de: 'Meine Halteübung' },
  howTo: {
    en: 'Bend your knees until your thighs are level, and stay there.',
    de: 'Beug die Knie, bis die Oberschenkel waagerecht sind, und bleib so.',
  },
  measures: {
    knee: { kind: 'angle', points: ['hip', 'knee', 'ankle'] },
    lean: { kind: 'lean', from: 'mid.hip', to: 'mid.shoulder' },
  },
  main: 'knee',
  position: [{ measure: 'knee', min: 60, max: 130 }],
  rules: [
    { id: 'leaning', severity: 'moderate', measure: 'lean', above: 30, slack: 7, views: ['side'], cue: 'back-upright' },
  ],
  cues: { 'back-upright': { en: { text: 'Keep your back upright' }, de: { text: 'Den Rücken aufrecht halten' } } },
};

export const BLANKS = { repetitions: activitySchema.parse(REPETITIONS), hold: activitySchema.parse(HOLD) } as const;
export type BlankKind = keyof typeof BLANKS;

const LONGEST_ID = 40;

/** A copy under an id that is not taken: `squat` → `my-squat`, `my-squat-2`, … */
export function copyOf(activity: Activity, taken: readonly string[]): Activity {
  const stem = activity.id.startsWith('my-') ? activity.id.replace(/-\d+$/, '') : `my-${activity.id}`;
  for (let number = 1; ; number++) {
    const ending = number === 1 ? '' : `-${number}`;
    const id = `${stem.slice(0, LONGEST_ID - ending.length)}${ending}`;
    if (taken.includes(id)) continue;
    const { en, de } = activity.name;
    const named = (name: string, mine: string) =>
      `${name.replace(/ \((mine|meine)( \d+)?\)$/, '')} (${mine}${number === 1 ? '' : ` ${number}`})`;
    return { ...activity, id, name: { en: named(en, 'mine'), ...(de && { de: named(de, 'meine') }) } };
  }
}
