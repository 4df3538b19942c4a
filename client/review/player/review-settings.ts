/** How a person likes the review room, kept in this browser. */
import { create } from 'zustand';
import { persist } from 'zustand/middleware';

/** Frames that a jump goes by: a held key at most some seconds. */
export const JUMP_FRAMES = { fewest: 2, most: 300 } as const;

export interface ReviewSettings {
  /** What a jump goes by, frames. */
  readonly jumpFrames: number;
}

export const useReviewSettings = create<ReviewSettings>()(
  persist((): ReviewSettings => ({ jumpFrames: 10 }), { name: 'sideline.review' }),
);
