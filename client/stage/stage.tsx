import { useElementSize } from '@mantine/hooks';
import { type ReactNode, useMemo, useState } from 'react';
import type { Size } from '../../shared/size.ts';
import { Video } from '../ui/video.tsx';
import { type FrameFit, fitFrame } from './frame-fit.ts';
import classes from './stage.module.css';

interface Props {
  track: MediaStreamTrack | undefined;
  label: string;
  mirrored: boolean;
  /** Whether the live picture is small in a corner, since another one is on show in its place. */
  aside: boolean;
  /** Width ÷ height of a frame that is shown in the picture's place; the layers lie on it then. */
  stillAspect: number | undefined;
  /** Stands in for the picture while there is none. */
  waiting: ReactNode;
  /** The element that shows the picture, or that there is none any more. */
  onVideo(video: HTMLVideoElement | undefined): void;
  /** What lies over the picture, at the frame's place in the picture's box. */
  layers(size: Size, fit: FrameFit): ReactNode;
  /** What is said about the picture, in a band of its own below it. */
  foot?: ReactNode;
  children?: ReactNode;
}

/** What most cameras give; good until the first frame says better. */
const USUAL_ASPECT = 4 / 3;

/** A person's picture with all that belongs on it. */
export function Stage({ track, label, mirrored, aside, stillAspect, waiting, onVideo, layers, foot, children }: Props) {
  const { ref, width, height } = useElementSize();
  const [liveAspect, setLiveAspect] = useState(USUAL_ASPECT);
  const aspect = stillAspect ?? liveAspect;
  const size = useMemo(() => ({ width, height }), [width, height]);
  const fit = useMemo(() => fitFrame(size, aspect, mirrored), [size, aspect, mirrored]);
  return (
    <div className={classes.stage} data-testid="stage">
      <div className={classes.picture} ref={ref}>
        {track ? (
          <Video
            track={track}
            label={label}
            mirrored={mirrored}
            className={aside ? classes.aside : classes.video}
            onAspect={setLiveAspect}
            onElement={onVideo}
          />
        ) : (
          <div className={classes.waiting}>{waiting}</div>
        )}
        {width > 0 && layers(size, fit)}
      </div>
      {foot && <div className={classes.foot}>{foot}</div>}
      {children}
    </div>
  );
}
