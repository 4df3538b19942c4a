import type { ActivityInput } from '../definition/activity.ts';

export const benchPress: ActivityInput = {
  id: 'bench-press',
  kind: 'repetitions',
  name: { en: 'Bench press', de: 'Bankdrücken' },
  howTo: {
    en: 'On your back on the bench, bar over your chest with straight arms. Lower it to your chest, then press it up until your arms are straight.',
    de: 'Auf dem Rücken auf der Bank, die Hantel mit gestreckten Armen über der Brust. Senk sie zur Brust, dann drück sie hoch, bis die Arme gestreckt sind.',
  },
  figure: 'bench-press',
  views: ['side', 'three-quarter', 'front'],
  needs: ['shoulder', 'elbow', 'wrist'],
  measures: {
    elbow: { kind: 'angle', points: ['shoulder', 'elbow', 'wrist'] },
    press: { kind: 'height', from: 'shoulder', to: 'wrist', per: 'arm' },
    reach: { kind: 'distance', from: 'shoulder', to: 'wrist', per: 'arm' },
    trunk: { kind: 'height', from: 'mid.hip', to: 'mid.shoulder', per: 'torso' },
    hands: { kind: 'tilt', point: 'wrist', per: 'shoulders' },
    seat: { kind: 'height', from: 'mid.ankle', to: 'mid.hip', per: 'leg' },
  },
  main: 'elbow',
  signal: {
    parts: [
      { measure: 'press', rest: 0.93, work: 0.45, weight: 1 },
      { measure: 'elbow', rest: 165, work: 75, weight: 1 },
      { measure: 'reach', rest: 0.95, work: 0.55, weight: 0.4 },
    ],
    full: 0.42,
    attempt: 0.22,
    minMs: 400,
  },
  phases: { out: 'down', turn: 'bottom', back: 'up', rest: 'top' },
  gates: [
    { measure: 'trunk', during: 'rep', max: 0.85 },
    // On a bench: who bends over standing legs, to a ball or a floor, does not lie.
    { measure: 'seat', during: 'rep', max: 0.82 },
    // The hands are over the shoulders; under them they carry the body.
    { measure: 'press', during: 'rest', min: 0.3 },
  ],
  typical: {
    trunk: { max: 0.65 },
    'wrist-travel': { min: 0.08 },
    'shoulder-travel': { max: 0.06 },
    'hands-high': { min: 0.5 },
    stance: { max: 0.75 },
  },
  rules: [
    {
      id: 'shallow',
      severity: 'moderate',
      measure: 'reach',
      below: 0.55,
      slack: 0.1,
      views: ['side', 'three-quarter'],
      attempts: true,
      cue: 'deeper',
    },
    { id: 'hurried', severity: 'minor', measure: 'out-ms', below: 270, slack: 80, cue: 'slow-down' },
    {
      id: 'uneven',
      severity: 'minor',
      measure: 'elbow',
      during: 'turn',
      stat: 'asymmetry',
      above: 34,
      slack: 8,
      views: ['front'],
      cue: 'even',
    },
  ],
  cues: {
    deeper: { en: { text: 'Lower it to your chest' }, de: { text: 'Bis zur Brust senken' } },
    'slow-down': { en: { text: 'Lower it slowly' }, de: { text: 'Langsam absenken' } },
    even: { en: { text: 'Press evenly with both arms' }, de: { text: 'Mit beiden Armen gleich drücken' } },
  },
};
