import { useEffect, useRef } from 'react';

interface Props {
  track: MediaStreamTrack;
  label: string;
  className?: string | undefined;
  mirrored?: boolean;
  /** Width divided by height, with the first frame and whenever it changes (a phone is turned). */
  onAspect?: (aspect: number) => void;
  /** The element once it is there, and undefined when it goes. */
  onElement?: (element: HTMLVideoElement | undefined) => void;
}

/** Shows a video track. Sound has elements of its own, so pictures are always muted and always may play. */
export function Video({ track, label, className, mirrored = false, onAspect, onElement }: Props) {
  const element = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (element.current) element.current.srcObject = new MediaStream([track]);
  }, [track]);
  useEffect(() => {
    onElement?.(element.current ?? undefined);
    return () => onElement?.(undefined);
  }, [onElement]);
  const tellAspect = () => {
    const { videoWidth = 0, videoHeight = 0 } = element.current ?? {};
    if (videoWidth > 0 && videoHeight > 0) onAspect?.(videoWidth / videoHeight);
  };
  return (
    <video
      ref={element}
      className={className}
      style={mirrored ? { transform: 'scaleX(-1)' } : undefined}
      aria-label={label}
      onLoadedMetadata={tellAspect}
      onResize={tellAspect}
      // Firefox would lay its “Pop out this video” button over what is drawn.
      disablePictureInPicture
      autoPlay
      playsInline
      muted
    />
  );
}
