/** What of the room beside the player a lesson records, and what a lesson that is watched puts there. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { LessonComparison } from '../../../shared/contract/lessons.ts';
import type { LessonLook } from '../../../shared/lesson/lesson-view.ts';
import type { FollowingPlayer } from '../compare/compared.ts';
import { WHOLE } from '../player/viewport.ts';
import type { LessonPlayer } from './lesson-player.ts';

/** What is compared with now. */
export interface Compared {
  readonly comparison: LessonComparison;
  readonly player: Pick<FollowingPlayer, 'state'>;
}

export interface StageState {
  readonly look: LessonLook;
  readonly compared: Compared | undefined;
  /** A lesson is being recorded: the film shows what is drawn for it and nothing that was drawn before. */
  readonly recording: boolean;
  /** The lesson that is watched. */
  readonly lesson: LessonPlayer | undefined;
}

export type Stage = StoreApi<StageState>;

export const newStage = (): Stage =>
  createStore(() => ({
    ...{ look: { skeleton: true, ...WHOLE }, compared: undefined },
    ...{ recording: false, lesson: undefined },
  }));
