/** Opens camera and microphone. */

export interface Captured {
  track: MediaStreamTrack;
  /** Size of the picture in px; absent for sound. */
  size?: { width: number; height: number };
  close(): void;
}

/** Refuses with an error of its own name where browsers hide the devices from insecure pages. */
function mediaDevices(): MediaDevices {
  if (!window.isSecureContext || !navigator.mediaDevices) {
    throw Object.assign(new Error('not a secure context'), { name: 'InsecureContext' });
  }
  return navigator.mediaDevices;
}

const chosen = (deviceId: string | undefined) => (deviceId ? { deviceId: { exact: deviceId } } : {});

/** @throws DOMException or Error that `explainCapture` has words for */
export async function openCamera(deviceId: string | undefined): Promise<Captured> {
  const stream = await mediaDevices().getUserMedia({
    video: {
      width: { ideal: 1_280 },
      height: { ideal: 720 },
      frameRate: { ideal: 30, max: 30 },
      ...(deviceId ? chosen(deviceId) : { facingMode: 'user' }),
    },
  });
  const [track] = stream.getVideoTracks();
  if (!track) throw Object.assign(new Error('no picture'), { name: 'NotFoundError' });
  const { width, height } = track.getSettings();
  return { track, ...(width && height && { size: { width, height } }), close: () => track.stop() };
}

/** @throws DOMException or Error that `explainCapture` has words for */
export async function openMicrophone(deviceId: string | undefined): Promise<Captured> {
  const stream = await mediaDevices().getUserMedia({
    audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, ...chosen(deviceId) },
  });
  const [track] = stream.getAudioTracks();
  if (!track) throw Object.assign(new Error('no sound'), { name: 'NotFoundError' });
  return { track, close: () => track.stop() };
}

export interface Devices {
  cameras: MediaDeviceInfo[];
  microphones: MediaDeviceInfo[];
}

/** The devices by name; names are known only once one was allowed. */
export async function listDevices(): Promise<Devices> {
  if (!navigator.mediaDevices) return { cameras: [], microphones: [] };
  const all = (await navigator.mediaDevices.enumerateDevices()).filter(({ deviceId }) => deviceId !== '');
  return {
    cameras: all.filter(({ kind }) => kind === 'videoinput'),
    microphones: all.filter(({ kind }) => kind === 'audioinput'),
  };
}
