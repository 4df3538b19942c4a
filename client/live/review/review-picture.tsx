import { type ReactNode, useEffect, useRef } from 'react';
import type { ReviewView } from '../../../shared/contract/live-review.ts';
import { ReadingsList } from '../../review/ink/readings-list.tsx';
import type { Sketch } from '../../review/ink/sketch.ts';
import { FrameOnShow } from '../../review/player/frame-on-show.tsx';
import type { Screen } from '../../review/player/use-screen.ts';
import { Viewer } from '../../review/player/viewer.tsx';
import type { Viewport } from '../../review/player/viewport.ts';
import type { FrameFit } from '../../stage/frame-fit.ts';
import classes from './live-review.module.css';
import { Pointers, usePointing } from './pointers.tsx';

interface Props {
  screen: Screen;
  sketch: Pick<Sketch, 'state'>;
  look: ReviewView['look'];
  label: string;
  /** Absent where somebody else decides what is looked at. */
  onViewport?: ((viewport: Viewport) => void) | undefined;
  /** What lies over the picture. */
  children?: (fit: FrameFit) => ReactNode;
}

const NONE: readonly never[] = [];

/** The recording's picture with everyone's pointers. */
export function ReviewPicture({ screen, sketch, look, label, onViewport, children }: Props) {
  const fit = useRef<FrameFit>(undefined);
  return (
    <div className={classes.picture} {...usePointing(fit)}>
      <Viewer
        {...screen}
        {...{ sketch, label, onViewport }}
        skeleton={look.skeleton}
        viewport={look}
        ink={NONE}
        notes={NONE}
        origin={0}
      >
        {(now) => (
          <>
            <Remembered fit={now} by={fit} />
            {children?.(now)}
            <Pointers fit={now} />
          </>
        )}
      </Viewer>
      <ReadingsList {...screen} sketch={sketch} notes={NONE} />
      <FrameOnShow player={screen.player} />
    </div>
  );
}

/** Lets what is outside of the picture know where its frame lies. */
function Remembered({ fit, by }: { fit: FrameFit; by: { current: FrameFit | undefined } }) {
  useEffect(() => {
    by.current = fit;
  }, [fit, by]);
  return null;
}
