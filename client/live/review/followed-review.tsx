/** The recording as a coach elsewhere shows it: same frame, same ink, looked at as closely. */
import { useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { useShallow } from 'zustand/react/shallow';
import { createStore } from 'zustand/vanilla';
import type { SketchState } from '../../review/ink/sketch.ts';
import { Sound } from '../../review/player/controls.tsx';
import type { Screen } from '../../review/player/use-screen.ts';
import { useOpenSession, useSession } from '../session-context.ts';
import type { LiveSession } from '../session-store.ts';
import { Follower } from './follower.ts';
import { FIRST_LOOK } from './looks.ts';
import classes from './review-bar.module.css';
import { ReviewPicture } from './review-picture.tsx';

interface Props {
  screen: Screen;
  label: string;
  /** Where the controls stand; null until that is there. */
  controls: HTMLElement | null;
}

export function FollowedReview({ screen, label, controls }: Props) {
  const { player } = screen;
  const { client, store } = useOpenSession();
  const look = useSession(useShallow(({ state }) => state?.review?.view.look ?? FIRST_LOOK));
  const [sketch] = useState(() => ({ state: createStore<SketchState>(() => ({ ink: [], at: undefined })) }));
  useEffect(() => {
    const follower = new Follower({ player, now: () => client.sessionTime(performance.now()) });
    const take = ({ state }: LiveSession, before?: LiveSession) => {
      const [review, was] = [state?.review, before?.state?.review];
      if (!review) return;
      if (review.view !== was?.view) follower.follow(review);
      if (review.drawing !== was?.drawing) sketch.state.setState({ at: undefined, ...review.drawing });
    };
    take(store.getState());
    const end = store.subscribe(take);
    return () => {
      end();
      follower.close();
    };
  }, [player, client, store, sketch]);
  return (
    <>
      <ReviewPicture {...{ screen, sketch, look, label }} />
      {controls &&
        player.hasSound &&
        createPortal(
          <div className={classes.buttons} role="toolbar" aria-label="Recording">
            <Sound player={player} />
          </div>,
          controls,
        )}
    </>
  );
}
