import type { ActivityInput } from '../definition/activity.ts';

export const sitUp: ActivityInput = {
  id: 'sit-up',
  kind: 'repetitions',
  name: { en: 'Sit-up', de: 'Sit-up' },
  howTo: {
    en: 'On your back, knees bent, feet on the floor. Roll up until your chest is near your thighs, then roll down until your shoulders touch the floor.',
    de: 'Auf dem Rücken, Knie angewinkelt, Füße am Boden. Roll dich auf, bis die Brust nah an den Oberschenkeln ist, dann roll ab, bis die Schultern den Boden berühren.',
  },
  figure: 'sit-up',
  views: ['side', 'three-quarter'],
  needs: ['shoulder', 'hip', 'knee'],
  measures: {
    hip: { kind: 'angle', points: ['shoulder', 'hip', 'knee'] },
    trunk: { kind: 'height', from: 'mid.hip', to: 'mid.shoulder', per: 'torso' },
    knee: { kind: 'angle', points: ['hip', 'knee', 'ankle'] },
    seat: { kind: 'height', from: 'mid.ankle', to: 'mid.hip', per: 'leg' },
    'shoulders-place': { kind: 'place', point: 'mid.shoulder', per: 'leg' },
    feet: { kind: 'height', from: 'hip', to: 'ankle', per: 'shank' },
    body: { kind: 'height', from: 'mid.ankle', to: 'mid.shoulder', per: 'stature' },
  },
  main: 'hip',
  signal: {
    parts: [
      { measure: 'trunk', rest: 0.08, work: 0.98, weight: 1 },
      { measure: 'hip', rest: 125, work: 50, weight: 1, views: ['side', 'three-quarter'] },
    ],
    effort: 'out',
    full: 0.5,
    attempt: 0.25,
    minMs: 450,
  },
  phases: { out: 'up', turn: 'top', back: 'down', rest: 'lying' },
  gates: [
    { measure: 'trunk', during: 'rest', max: 0.62 },
    // On the floor, the shoulders rise: who rests on hands and feet has the hips high, and in a bridge they alone go up.
    { measure: 'seat', during: 'rep', max: 0.72 },
    { measure: 'shoulders-place', during: 'rep', stat: 'range', min: 0.16, grows: true },
    { measure: 'knee', during: 'rep', max: 140 },
  ],
  typical: {
    'trunk-low': { max: 0.3 },
    'trunk-high': { min: 0.6 },
    'hip-travel': { max: 0.1 },
    'shoulder-travel': { min: 0.12 },
    stance: { max: 0.5 },
  },
  rules: [
    {
      id: 'shallow',
      severity: 'moderate',
      measure: 'reach',
      below: 0.78,
      slack: 0.12,
      views: ['side'],
      attempts: true,
      cue: 'higher',
    },
    {
      id: 'feet-lift',
      severity: 'minor',
      measure: 'feet',
      during: 'rep',
      stat: 'max',
      fromRest: true,
      above: 0.32,
      slack: 0.08,
      views: ['side'],
      cue: 'feet-down',
    },
    { id: 'hurried-back', severity: 'minor', measure: 'back-ms', below: 238, slack: 60, cue: 'slow-down' },
  ],
  cues: {
    higher: { en: { text: 'Come up a little further' }, de: { text: 'Komm etwas weiter hoch' } },
    'feet-down': { en: { text: 'Feet on the floor' }, de: { text: 'Füße am Boden lassen' } },
    'slow-down': { en: { text: 'Roll down slowly' }, de: { text: 'Langsam abrollen' } },
  },
};
