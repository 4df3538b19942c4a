import type { ActivityInput } from '../activity.ts';

export const gluteBridge: ActivityInput = {
  id: 'glute-bridge',
  kind: 'repetitions',
  name: { en: 'Glute bridge', de: 'Beckenheben' },
  howTo: {
    en: 'On your back, knees bent, heels close to your seat. Lift your hips until shoulders, hips and knees are in one line, then lower.',
    de: 'Auf dem Rücken, Knie angewinkelt, Fersen nah am Gesäß. Heb die Hüfte, bis Schultern, Hüfte und Knie eine Linie sind, dann senk sie.',
  },
  figure: 'glute-bridge',
  views: ['side', 'three-quarter'],
  needs: ['shoulder', 'hip', 'knee'],
  measures: {
    hip: { kind: 'angle', points: ['shoulder', 'hip', 'knee'] },
    raise: { kind: 'height', from: 'ankle', to: 'hip', per: 'shank' },
    line: { kind: 'above', point: 'hip', from: 'shoulder', to: 'knee', per: 'torso' },
    knee: { kind: 'angle', points: ['hip', 'knee', 'ankle'] },
    trunk: { kind: 'height', from: 'mid.hip', to: 'mid.shoulder', per: 'torso' },
  },
  main: 'hip',
  signal: {
    parts: [
      { measure: 'hip', rest: 122, work: 172, weight: 1, views: ['side', 'three-quarter'] },
      { measure: 'line', rest: -0.42, work: -0.04, weight: 0.8, views: ['side', 'three-quarter'] },
      { measure: 'raise', rest: 0.12, work: 0.65, weight: 0.7 },
    ],
    full: 0.5,
    attempt: 0.25,
    minMs: 400,
    maxMs: 20000,
  },
  phases: { out: 'up', turn: 'top', back: 'down', rest: 'floor' },
  gates: [{ measure: 'trunk', during: 'rep', max: 0.6 }],
  rules: [
    {
      id: 'shallow',
      severity: 'moderate',
      measure: 'reach',
      below: 0.93,
      slack: 0.1,
      views: ['side'],
      attempts: true,
      cue: 'higher',
    },
    {
      id: 'feet-far',
      severity: 'minor',
      measure: 'knee',
      during: 'turn',
      above: 122,
      slack: 8,
      views: ['side'],
      cue: 'heels-close',
      attempts: true,
    },
    { id: 'hurried-back', severity: 'minor', measure: 'back-ms', below: 220, slack: 60, cue: 'slow' },
  ],
  cues: {
    higher: { en: { text: 'Hips a little higher' }, de: { text: 'Hüfte etwas höher' } },
    'heels-close': { en: { text: 'Heels closer' }, de: { text: 'Fersen näher heran' } },
    slow: { en: { text: 'Slower on the way back' }, de: { text: 'Langsamer zurück' } },
  },
};
