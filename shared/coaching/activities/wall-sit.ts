import type { ActivityInput } from '../definition/activity.ts';

export const wallSit: ActivityInput = {
  id: 'wall-sit',
  kind: 'hold',
  name: { en: 'Wall sit', de: 'Wandsitzen' },
  howTo: {
    en: 'Lean your back against a wall and slide down until your thighs are level and your shins upright. Hold.',
    de: 'Lehn den Rücken an eine Wand und rutsch hinunter, bis die Oberschenkel waagerecht und die Unterschenkel senkrecht sind. Halten.',
  },
  figure: 'wall-sit',
  views: ['side', 'three-quarter', 'front'],
  needs: ['shoulder', 'hip', 'knee', 'ankle'],
  measures: {
    knee: { kind: 'angle', points: ['hip', 'knee', 'ankle'] },
    thigh: { kind: 'height', from: 'knee', to: 'hip', per: 'thigh' },
    lean: { kind: 'lean', from: 'mid.hip', to: 'mid.shoulder' },
    trunk: { kind: 'height', from: 'mid.hip', to: 'mid.shoulder', per: 'torso' },
    shin: { kind: 'height', from: 'ankle', to: 'knee', per: 'shank' },
  },
  main: 'knee',
  position: [
    { measure: 'thigh', min: -0.4, max: 0.74 },
    { measure: 'trunk', min: 0.6 },
    { measure: 'shin', min: 0.6 },
  ],
  typical: { trunk: { min: 0.7 }, 'shoulder-sway': { max: 0.04 } },
  rules: [
    { id: 'too-high', severity: 'moderate', measure: 'thigh', above: 0.46, slack: 0.08, cue: 'lower' },
    {
      id: 'leaning',
      severity: 'moderate',
      measure: 'lean',
      above: 25,
      slack: 6,
      views: ['side', 'three-quarter'],
      cue: 'back-flat',
    },
    { id: 'too-low', severity: 'minor', measure: 'thigh', below: -0.25, slack: 0.1, views: ['side'], cue: 'higher' },
  ],
  cues: {
    lower: { en: { text: 'A little lower, thighs level' }, de: { text: 'Etwas tiefer, Oberschenkel waagerecht' } },
    higher: { en: { text: 'A little higher' }, de: { text: 'Etwas höher' } },
    'back-flat': { en: { text: 'Back flat against the wall' }, de: { text: 'Rücken flach an die Wand' } },
  },
};
