/** The recording on the page of the coach who shows it: what is done here is done for everyone. */
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { SidelineError } from '../../../shared/contract/errors.ts';
import type { SessionRecord } from '../../../shared/contract/rest.ts';
import { NoAnswerError } from '../../no-answer-error.ts';
import { InkSurface } from '../../review/ink/ink-surface.tsx';
import { Sketch } from '../../review/ink/sketch.ts';
import { useInkHand } from '../../review/ink/use-ink.ts';
import type { Lane } from '../../review/parts.ts';
import type { FreshUrl } from '../../review/player/keypoint-track.ts';
import type { Screen } from '../../review/player/use-screen.ts';
import { showFailure } from '../../ui/show-failure.ts';
import { useOpenSession, useSession } from '../session-context.ts';
import { Conductor } from './conductor.ts';
import { FIRST_LOOK } from './looks.ts';
import { ReviewBar } from './review-bar.tsx';
import { ReviewPicture } from './review-picture.tsx';

interface Props {
  screen: Screen;
  lane: Lane;
  /** Whose pictures there are. */
  lanes: readonly Lane[];
  record: SessionRecord;
  fresh: FreshUrl;
  label: string;
  /** Where the controls stand; null until that is there. */
  controls: HTMLElement | null;
}

export function ConductedReview({ screen, lane, lanes, record, fresh, label, controls }: Props) {
  const { player } = screen;
  const { client, store } = useOpenSession();
  // Whoever reloads the page goes on with what they had drawn, and looks from as near.
  const [look, setLook] = useState(() => store.getState().state?.review?.view.look ?? FIRST_LOOK);
  const [sketch] = useState(() => {
    const { drawing } = store.getState().state?.review ?? {};
    const drawn = new Sketch(lane.participantId);
    if (drawing) drawn.state.setState({ at: undefined, ...drawing });
    return drawn;
  });
  const hand = useInkHand(screen, sketch);
  const live = useSession(({ status }) => status.kind === 'live');
  const conductor = useRef<Conductor>(undefined);
  const lookNow = useEffectEvent(() => look);
  useEffect(() => {
    const created = new Conductor({
      ...{ player, sketch, look: lookNow() },
      move: (view) => taken(client.request('review:move', view)),
      draw: (drawing) => taken(client.request('review:ink', drawing)),
      now: () => performance.now(),
    });
    conductor.current = created;
    return () => {
      conductor.current = undefined;
      created.close();
    };
  }, [client, player, sketch]);
  useEffect(() => {
    if (conductor.current) conductor.current.look = look;
  }, [look]);
  useEffect(() => {
    if (live) conductor.current?.repeat();
  }, [live]);
  return (
    <>
      <ReviewPicture {...{ screen, sketch, look, label }} onViewport={(viewport) => setLook({ ...look, ...viewport })}>
        {(fit) => hand.drawing && <InkSurface {...{ hand, player, fit }} />}
      </ReviewPicture>
      {controls &&
        createPortal(
          <ReviewBar
            {...{ player, hand, lane, lanes, record, fresh }}
            skeleton={look.skeleton}
            onSkeleton={(skeleton) => setLook({ ...look, skeleton })}
          />,
          controls,
        )}
    </>
  );
}

/** Whether the server took it. That another coach closed the recording, or that we are away for a moment, is seen anyway. */
async function taken(asked: Promise<unknown>): Promise<boolean> {
  try {
    await asked;
    return true;
  } catch (error) {
    const isSeen = error instanceof NoAnswerError || (error instanceof SidelineError && error.code === 'out_of_order');
    if (isSeen) console.info('sideline:', error);
    else showFailure(error);
    return false;
  }
}
