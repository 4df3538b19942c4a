/** Whether a camera's picture is shown as in a mirror: for those who see themselves, not for a phone's back camera. */
export const isMirrored = (track: Pick<MediaStreamTrack, 'getSettings'> | undefined): boolean =>
  track?.getSettings().facingMode !== 'environment';
