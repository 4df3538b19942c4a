import type { ActivityInput } from '../activity.ts';

export const highKnees: ActivityInput = {
  id: 'high-knees',
  kind: 'repetitions',
  name: { en: 'High knees', de: 'Kniehebelauf' },
  howTo: {
    en: 'Run on the spot and lift each knee to hip height.',
    de: 'Lauf auf der Stelle und heb jedes Knie auf Hüfthöhe.',
  },
  figure: 'high-knees',
  views: ['front', 'three-quarter', 'side'],
  needs: ['shoulder', 'hip', 'knee'],
  measures: {
    thigh: { kind: 'height', from: 'hip', to: 'knee', per: 'thigh' },
    knee: { kind: 'angle', points: ['hip', 'knee', 'ankle'] },
    'trunk-lean': { kind: 'ahead', from: 'mid.hip', to: 'mid.shoulder', per: 'torso' },
    trunk: { kind: 'height', from: 'mid.hip', to: 'mid.shoulder', per: 'torso' },
  },
  main: 'thigh',
  signal: {
    parts: [{ measure: 'thigh', rest: -0.95, work: -0.12, weight: 1 }],
    sides: 'each',
    full: 0.55,
    attempt: 0.3,
    minMs: 200,
    maxMs: 4000,
  },
  phases: { out: 'up', turn: 'top', back: 'down', rest: 'bottom' },
  gates: [{ measure: 'trunk', during: 'rep', min: 0.45 }],
  rules: [
    {
      id: 'shallow',
      severity: 'moderate',
      measure: 'reach',
      below: 0.93,
      slack: 0.12,
      attempts: true,
      cue: 'higher',
    },
    {
      id: 'leaning-back',
      severity: 'minor',
      measure: 'trunk-lean',
      during: 'rep',
      stat: 'mean',
      below: -0.18,
      slack: 0.08,
      views: ['side'],
      cue: 'upright',
    },
    { id: 'slow', severity: 'minor', measure: 'rep-ms', above: 1300, slack: 300, cue: 'faster' },
  ],
  cues: {
    higher: { en: { text: 'Knees to hip height' }, de: { text: 'Knie auf Hüfthöhe' } },
    upright: { en: { text: 'Stay upright' }, de: { text: 'Bleib aufrecht' } },
    faster: { en: { text: 'Quicker steps' }, de: { text: 'Schnellere Schritte' } },
  },
};
