/** Opens camera and microphone. */
import type { CaptureFormat } from '../session/simulcast.ts';

declare global {
  // TypeScript's own types don't have it yet: https://www.w3.org/TR/mediacapture-streams/#dfn-resizemode
  interface MediaTrackConstraintSet {
    resizeMode?: ConstrainDOMString;
  }
  interface MediaTrackSupportedConstraints {
    resizeMode?: boolean;
  }
}

export interface Captured {
  track: MediaStreamTrack;
  /** What the picture is captured in; absent for sound. */
  format?: CaptureFormat;
  /** Whether the chosen device was not there and another one was opened. */
  instead?: boolean;
  close(): void;
}

/** Refuses with an error of its own name where browsers hide the devices from insecure pages. */
function mediaDevices(): MediaDevices {
  if (!window.isSecureContext || !navigator.mediaDevices) {
    throw Object.assign(new Error('not a secure context'), { name: 'InsecureContext' });
  }
  return navigator.mediaDevices;
}

/** What browsers say when the device that a page asks for is not there. */
const NOT_THERE = ['OverconstrainedError', 'NotFoundError'];

/** Opens the chosen device, or any when that one is not there any more. */
async function openChosen(
  deviceId: string | undefined,
  open: (chosen: Pick<MediaTrackConstraints, 'deviceId' | 'facingMode'> | undefined) => Promise<Captured>,
): Promise<Captured> {
  if (!deviceId) return await open(undefined);
  try {
    return await open({ deviceId: { exact: deviceId } });
  } catch (error) {
    if (!(error instanceof Error || error instanceof DOMException) || !NOT_THERE.includes(error.name)) throw error;
    return { ...(await open(undefined)), instead: true };
  }
}

/** Length of the picture's longer side that is asked for, in px. */
const LONG_SIDE = 1_280;

/**
 * Asks for the whole picture of a camera. Where width and height are both asked for, Chromium and Safari may crop a camera of
 * another shape to them, which loses head and feet of somebody who stands. `none` takes what the camera itself offers, the
 * nearest to a square of this side: of two formats that are as wide, the one that shows more. Browsers that don't know it
 * (Safari, Firefox before 144) scale to a single length without cropping. What is still too large is made smaller when it is sent.
 */
function wholePicture(supported: MediaTrackSupportedConstraints): MediaTrackConstraints {
  const side = { ideal: LONG_SIDE };
  return {
    width: side,
    ...(supported.resizeMode && { height: side, resizeMode: { exact: 'none' } }),
    frameRate: { ideal: 30 },
  };
}

/** @throws DOMException or Error that `explainCapture` has words for */
export async function openCamera(deviceId: string | undefined): Promise<Captured> {
  const devices = mediaDevices();
  return await openChosen(deviceId, async (chosen = { facingMode: 'user' }) => {
    const stream = await devices.getUserMedia({
      video: { ...wholePicture(devices.getSupportedConstraints()), ...chosen },
    });
    const [track] = stream.getVideoTracks();
    if (!track) throw Object.assign(new Error('no picture'), { name: 'NotFoundError' });
    const { width, height, frameRate } = track.getSettings();
    return { track, ...(width && height && { format: { width, height, frameRate } }), close: () => track.stop() };
  });
}

/** @throws DOMException or Error that `explainCapture` has words for */
export async function openMicrophone(deviceId: string | undefined): Promise<Captured> {
  const devices = mediaDevices();
  return await openChosen(deviceId, async (chosen) => {
    const stream = await devices.getUserMedia({
      audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, ...chosen },
    });
    const [track] = stream.getAudioTracks();
    if (!track) throw Object.assign(new Error('no sound'), { name: 'NotFoundError' });
    return { track, close: () => track.stop() };
  });
}

export interface Devices {
  cameras: MediaDeviceInfo[];
  microphones: MediaDeviceInfo[];
}

/** The devices that may be used, by name; before one was allowed, browsers say neither. */
export async function listDevices(): Promise<Devices> {
  if (!navigator.mediaDevices) return { cameras: [], microphones: [] };
  const all = (await navigator.mediaDevices.enumerateDevices()).filter(({ deviceId }) => deviceId !== '');
  return {
    cameras: all.filter(({ kind }) => kind === 'videoinput'),
    microphones: all.filter(({ kind }) => kind === 'audioinput'),
  };
}
