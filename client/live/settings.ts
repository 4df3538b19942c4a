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
}

export const useSettings = create<Settings>()(persist((): Settings => ({ volume: 1 }), { name: 'sideline.live' }));
