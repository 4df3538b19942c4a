/** How a person likes the live page, kept in this browser. */
import { create } from 'zustand';
import { persist } from 'zustand/middleware';

export interface Settings {
  /** Device id of the loudspeaker or headphones; undefined for the system's own. */
  speakerId?: string | undefined;
  /** Of the others' voices, 0..1. */
  volume: number;
  /** Whether cues are said aloud. Until somebody chooses, the athlete hears them and those who watch do not. */
  spokenCues?: boolean | undefined;
  /** How much of the past a coach plays again, s. */
  replaySeconds: number;
  /** How fast it plays, 0.1..1. */
  replayRate: number;
  /** How late an athlete's delay mirror is, s. */
  mirrorSeconds: number;
}

export const useSettings = create<Settings>()(
  persist((): Settings => ({ volume: 1, replaySeconds: 10, replayRate: 0.5, mirrorSeconds: 5 }), {
    name: 'sideline.live',
  }),
);
