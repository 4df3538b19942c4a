import { useEffect, useState } from 'react';
import { Picture, type PictureSources } from './picture.ts';

/**
 * The live picture in this video element; undefined while there is none.
 * @param sources must be the same object from one rendering to the next while they are the same
 */
export function usePicture(
  sources: PictureSources,
  video: HTMLVideoElement | undefined,
  receiver: RTCRtpReceiver | undefined,
): Picture | undefined {
  const [picture, setPicture] = useState<Picture>();
  useEffect(() => {
    if (!video) return;
    const created = new Picture({ ...sources, video, receiver });
    setPicture(created);
    return () => {
      created.close();
      setPicture(undefined);
    };
  }, [sources, video, receiver]);
  return picture;
}
