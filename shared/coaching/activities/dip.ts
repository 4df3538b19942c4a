import type { ActivityInput } from '../activity.ts';

export const dip: ActivityInput = {
  id: 'dip',
  kind: 'repetitions',
  name: { en: 'Dip', de: 'Dip' },
  howTo: {
    en: 'Support yourself on straight arms. Lower yourself until your elbows are at a right angle, then push up until your arms are straight.',
    de: 'Stütz dich auf gestreckte Arme. Senk dich ab, bis die Ellbogen im rechten Winkel sind, dann drück dich hoch, bis die Arme gestreckt sind.',
  },
  figure: 'dip',
  views: ['side', 'three-quarter', 'front', 'back'],
  needs: ['shoulder', 'elbow', 'wrist'],
  measures: {
    elbow: { kind: 'angle', points: ['shoulder', 'elbow', 'wrist'] },
    press: { kind: 'height', from: 'wrist', to: 'shoulder', per: 'arm' },
    lean: { kind: 'lean', from: 'mid.hip', to: 'mid.shoulder' },
    trunk: { kind: 'height', from: 'mid.hip', to: 'mid.shoulder', per: 'torso' },
  },
  main: 'elbow',
  signal: {
    parts: [
      { measure: 'press', rest: 0.95, work: 0.5, weight: 1 },
      { measure: 'elbow', rest: 165, work: 88, weight: 0.8 },
    ],
    full: 0.42,
    attempt: 0.22,
    minMs: 400,
  },
  phases: { out: 'down', turn: 'bottom', back: 'up', rest: 'top' },
  gates: [
    { measure: 'trunk', during: 'rest', min: 0.35 },
    { measure: 'press', during: 'turn', stat: 'asymmetry', max: 0.4, views: ['front', 'three-quarter', 'back'] },
    { measure: 'elbow', during: 'turn', max: 135, views: ['side', 'three-quarter'] },
  ],
  rules: [
    {
      id: 'shallow',
      severity: 'moderate',
      measure: 'reach',
      below: 0.7,
      slack: 0.1,
      views: ['side', 'three-quarter'],
      attempts: true,
      cue: 'deeper',
    },
    {
      id: 'no-lock-out',
      severity: 'moderate',
      measure: 'rest-reach',
      above: 0.24,
      slack: 0.1,
      views: ['side'],
      cue: 'straighten',
      attempts: true,
    },
    {
      id: 'leaning',
      severity: 'minor',
      measure: 'lean',
      during: 'turn',
      above: 45,
      slack: 8,
      views: ['side', 'three-quarter'],
      cue: 'upright',
    },
  ],
  cues: {
    deeper: { en: { text: 'Go a little lower' }, de: { text: 'Geh etwas tiefer' } },
    straighten: { en: { text: 'Straighten your arms' }, de: { text: 'Arme ganz strecken' } },
    upright: { en: { text: 'Stay more upright' }, de: { text: 'Bleib aufrechter' } },
  },
};
