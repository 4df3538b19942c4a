/**
 * The skill level shown in a person's progress.
 *
 * index = 0.5 · score + 0.3 · 100 · technique + 0.2 · 100 · consistency (0..100)
 * level: novice below 40, beginner below 60, intermediate below 80, advanced from 80; at most beginner with fewer than
 * 5 repetitions (a hold counts one for 3 s) and at most intermediate with fewer than 10, since little was seen.
 *
 * Over sessions the index is an average in which each new session weighs 0.3, so that one bad day changes little.
 */
import { z } from 'zod';

export const skillLevelSchema = z.enum(['novice', 'beginner', 'intermediate', 'advanced']);
export type SkillLevel = z.infer<typeof skillLevelSchema>;

/** `score` 0..100, `technique` and `consistency` 0..1. */
export function skillIndex(summary: { score: number; technique: number; consistency: number }): number {
  return 0.5 * summary.score + 30 * summary.technique + 20 * summary.consistency;
}

/** `volume`: repetitions that were seen. */
export function skillLevelOf(index: number, volume: number): SkillLevel {
  const level = index < 40 ? 0 : index < 60 ? 1 : index < 80 ? 2 : 3;
  const cap = volume < 5 ? 1 : volume < 10 ? 2 : 3;
  return skillLevelSchema.options[Math.min(level, cap)] ?? 'novice';
}

/** The index after one more session; the first session counts in full. */
export function nextSkillIndex(previous: number | undefined, session: number): number {
  return previous === undefined ? session : previous + 0.3 * (session - previous);
}
