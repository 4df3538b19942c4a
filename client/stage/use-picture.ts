import { useEffect, useState } from 'react';
import type { SessionClient } from '../session/session-client.ts';
import { Picture } from './picture.ts';

/** The athlete's picture in this video element; undefined while there is none. */
export function usePicture(
  room: SessionClient,
  video: HTMLVideoElement | undefined,
  receiver: RTCRtpReceiver | undefined,
): Picture | undefined {
  const [picture, setPicture] = useState<Picture>();
  useEffect(() => {
    if (!video) return;
    const created = new Picture({ video, room, receiver });
    setPicture(created);
    return () => {
      created.close();
      setPicture(undefined);
    };
  }, [room, video, receiver]);
  return picture;
}
