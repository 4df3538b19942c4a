import type { ActivityInput } from '../activity.ts';

export const overheadPress: ActivityInput = {
  id: 'overhead-press',
  kind: 'repetitions',
  name: { en: 'Overhead press', de: 'Schulterdrücken' },
  howTo: {
    en: 'Hands at your shoulders. Press straight up until your arms are straight over your head, then lower to your shoulders.',
    de: 'Hände an den Schultern. Drück gerade nach oben, bis die Arme über dem Kopf gestreckt sind, dann senk zu den Schultern.',
  },
  figure: 'overhead-press',
  views: ['front', 'three-quarter', 'back', 'side'],
  needs: ['shoulder', 'elbow', 'wrist'],
  measures: {
    elbow: { kind: 'angle', points: ['shoulder', 'elbow', 'wrist'] },
    hands: { kind: 'height', from: 'shoulder', to: 'wrist', per: 'arm' },
    lean: { kind: 'lean', from: 'mid.hip', to: 'mid.shoulder' },
    trunk: { kind: 'height', from: 'mid.hip', to: 'mid.shoulder', per: 'torso' },
    level: { kind: 'tilt', point: 'wrist', per: 'shoulders' },
    'trunk-back': { kind: 'ahead', from: 'mid.hip', to: 'mid.shoulder', per: 'torso' },
  },
  main: 'elbow',
  signal: {
    parts: [
      { measure: 'hands', rest: 0.12, work: 0.93, weight: 1 },
      { measure: 'elbow', rest: 55, work: 160, weight: 0.8 },
    ],
    full: 0.55,
    attempt: 0.28,
    minMs: 400,
  },
  phases: { out: 'up', turn: 'top', back: 'down', rest: 'shoulders' },
  gates: [
    { measure: 'trunk', during: 'rep', min: 0.45 },
    { measure: 'hands', during: 'turn', min: 0.35 },
  ],
  rules: [
    {
      id: 'shallow',
      severity: 'moderate',
      measure: 'reach',
      below: 0.9,
      slack: 0.1,
      attempts: true,
      cue: 'higher',
    },
    {
      id: 'leaning-back',
      severity: 'moderate',
      measure: 'trunk-back',
      during: 'turn',
      below: -0.2,
      slack: 0.08,
      views: ['side'],
      cue: 'ribs-down',
    },
    {
      id: 'uneven',
      severity: 'minor',
      measure: 'elbow',
      during: 'turn',
      stat: 'asymmetry',
      above: 30,
      slack: 10,
      views: ['front', 'back'],
      cue: 'even',
    },
  ],
  cues: {
    higher: { en: { text: 'Press all the way up' }, de: { text: 'Ganz nach oben drücken' } },
    'ribs-down': { en: { text: 'Do not lean back' }, de: { text: 'Nicht zurücklehnen' } },
    even: { en: { text: 'Press evenly with both arms' }, de: { text: 'Mit beiden Armen gleich drücken' } },
  },
};
