import type { ActivityInput } from '../definition/activity.ts';

export const plank: ActivityInput = {
  id: 'plank',
  kind: 'hold',
  name: { en: 'Plank', de: 'Unterarmstütz' },
  howTo: {
    en: 'On your forearms (or hands) and toes, elbows under your shoulders. Hold your body in one straight line and breathe.',
    de: 'Auf Unterarmen (oder Händen) und Zehen, die Ellbogen unter den Schultern. Halte den Körper in einer geraden Linie und atme.',
  },
  figure: 'plank',
  views: ['side', 'three-quarter'],
  needs: ['shoulder', 'hip', 'ankle'],
  measures: {
    line: { kind: 'angle', points: ['shoulder', 'hip', 'ankle'] },
    'hips-above': { kind: 'above', point: 'hip', from: 'ankle', to: 'shoulder', per: 'torso' },
    length: { kind: 'distance', from: 'mid.ankle', to: 'mid.shoulder', per: 'stature' },
    body: { kind: 'height', from: 'mid.ankle', to: 'mid.shoulder', per: 'stature' },
    arms: { kind: 'height', from: 'elbow', to: 'shoulder', per: 'upperArm' },
    knee: { kind: 'angle', points: ['hip', 'knee', 'ankle'] },
  },
  main: 'line',
  position: [
    { measure: 'body', min: -0.1, max: 0.45 },
    { measure: 'arms', min: 0.45 },
    // Hips pushed far up are a fault of the plank, 107° on real people; somebody who sits or kneels upright is at 90° and less.
    { measure: 'line', min: 98 },
  ],
  typical: {
    trunk: { max: 0.6 },
    'hands-high': { max: 0.0 },
    'hip-travel': { max: 0.15 },
    'shoulder-sway': { max: 0.04 },
    stance: { max: 0.5 },
  },
  rules: [
    {
      id: 'sag',
      severity: 'major',
      measure: 'hips-above',
      below: -0.16,
      slack: 0.05,
      views: ['side', 'three-quarter', 'front', 'back'],
      when: [{ measure: 'length', min: 0.5 }],
      cue: 'hips-up',
    },
    {
      id: 'pike',
      severity: 'moderate',
      measure: 'hips-above',
      // Good planks of real people lie at 0.13 to 0.28, bad ones at 0.59 and more.
      above: 0.36,
      slack: 0.06,
      views: ['side', 'three-quarter', 'front', 'back'],
      when: [{ measure: 'length', min: 0.5 }],
      proof:
        'planks that a trainer labelled correct and hips too high: good ones at 0.13 to 0.28, bad ones at 0.59 and more',
      cue: 'hips-down',
    },
    {
      id: 'bent-knees',
      severity: 'moderate',
      measure: 'knee',
      below: 155,
      slack: 8,
      views: ['side'],
      cue: 'legs-straight',
    },
  ],
  cues: {
    'hips-up': { en: { text: 'Lift your hips' }, de: { text: 'Hüfte heben' } },
    'hips-down': { en: { text: 'Lower your hips' }, de: { text: 'Hüfte senken' } },
    'legs-straight': { en: { text: 'Straighten your legs' }, de: { text: 'Beine strecken' } },
  },
};
