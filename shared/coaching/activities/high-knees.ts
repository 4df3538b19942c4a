import type { ActivityInput } from '../definition/activity.ts';

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
    'knee-place': { kind: 'place', point: 'knee', per: 'thigh' },
    'foot-ahead': { kind: 'across', from: 'hip', to: 'ankle', per: 'leg' },
    'foot-place': { kind: 'place', point: 'ankle', per: 'leg' },
    'shoulders-place': { kind: 'place', point: 'mid.shoulder', per: 'leg' },
  },
  main: 'thigh',
  signal: {
    parts: [{ measure: 'thigh', rest: -0.95, work: -0.12, weight: 1 }],
    sides: 'each',
    effort: 'out',
    full: 0.55,
    attempt: 0.3,
    minMs: 200,
    // One held still, or shown in slow motion, after a leg that was not quite down.
    maxMs: 6000,
  },
  phases: { out: 'up', turn: 'top', back: 'down', rest: 'bottom' },
  gates: [
    { measure: 'trunk', during: 'rep', min: 0.45 },
    // One knee is lifted above the other over a leg that stands: in squats and lunges the body sinks to the knees.
    { measure: 'knee-place', during: 'turn', stat: 'asymmetry', min: 0.36, grows: true, entry: true },
    { measure: 'knee-place', during: 'turn', stat: 'asymmetry', min: 0.28, grows: true },
    { measure: 'shoulders-place', during: 'rep', stat: 'range', max: 0.26 },
    // On the spot a foot stands under the hip until it is lifted: in a step, as in sneaking with high knees, the hip passes over it.
    { measure: 'foot-ahead', during: 'rest', stat: 'range', max: 0.36 },
    // The foot leaves the floor with the knee: who dances bends the knees over both feet.
    { measure: 'foot-place', during: 'rep', stat: 'range', min: 0.14, grows: true, entry: true },
    // A step lifts the thigh less, again and again; in a set that is a knee too low.
    { measure: 'thigh', during: 'turn', min: -0.6, views: ['side', 'three-quarter'], grows: true, entry: true },
    { measure: 'thigh', during: 'turn', min: -0.7, views: ['side', 'three-quarter'], grows: true },
    // From behind and above a thigh that points away from the camera looks higher than it is, a step's as well.
    { measure: 'thigh', during: 'turn', min: -0.42, views: ['back'], grows: true },
    { measure: 'thigh', during: 'turn', min: -0.68, views: ['front'], grows: true },
    { measure: 'thigh', during: 'turn', min: -0.6, slight: true },
    { measure: 'thigh', during: 'rep', stat: 'range', min: 0.38, slight: true },
  ],
  typical: {
    trunk: { min: 0.7 },
    'thigh-range': { min: 0.5 },
    'hip-travel': { max: 0.08 },
    'hands-high': { max: 0.3 },
    stance: { min: 0.6 },
  },
  rules: [
    {
      id: 'shallow',
      severity: 'moderate',
      measure: 'reach',
      below: 0.76,
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
    { id: 'slow', severity: 'minor', measure: 'rep-ms', above: 1600, slack: 300, cue: 'faster' },
  ],
  cues: {
    higher: { en: { text: 'Knees to hip height' }, de: { text: 'Knie auf Hüfthöhe' } },
    upright: { en: { text: 'Stay upright' }, de: { text: 'Bleib aufrecht' } },
    faster: { en: { text: 'Quicker steps' }, de: { text: 'Schnellere Schritte' } },
  },
};
