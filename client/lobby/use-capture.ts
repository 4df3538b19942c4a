/** Camera and microphone as the lobby's choices have them, opened and closed with the page. */
import { useCallback, useEffect, useState } from 'react';
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import { DEMO_SIZE, DemoCamera } from '../demo/demo-camera.ts';
import { type Captured, type Devices, listDevices, openCamera, openMicrophone } from './capture.ts';

export type PictureSource = 'camera' | 'demo' | 'none';

/** The devices picked last, kept in this browser. */
interface PickedDevices {
  cameraId?: string | undefined;
  microphoneId?: string | undefined;
}

export interface Choices extends PickedDevices {
  picture: PictureSource;
  sound: boolean;
}

export type CaptureState =
  | { state: 'off' }
  | { state: 'opening'; attempt: number }
  | ({ state: 'on' } & Captured)
  | { state: 'failed'; error: unknown };

export interface Capture {
  choices: Choices;
  choose(changed: Partial<Choices>): void;
  picture: CaptureState;
  sound: CaptureState;
  devices: Devices;
  /** Opens again what failed. */
  retry(): void;
  /** Lets the demo athlete begin anew. */
  restartDemo(): void;
}

const usePickedDevices = create<PickedDevices>()(persist((): PickedDevices => ({}), { name: 'sideline.devices' }));

/** @param figure what the demo athlete performs */
export function useCapture(figure: string, initial: Pick<Choices, 'picture' | 'sound'>): Capture {
  const picked = usePickedDevices();
  const [wanted, setWanted] = useState(initial);
  const [attempt, setAttempt] = useState(1);
  const [demo, setDemo] = useState<DemoCamera>();
  const { cameraId, microphoneId } = picked;

  const openPicture = useCallback(async (): Promise<Captured | undefined> => {
    if (wanted.picture === 'none') return undefined;
    if (wanted.picture === 'camera') return await openCamera(cameraId);
    const camera = new DemoCamera(figure);
    setDemo(camera);
    return { track: camera.track, format: DEMO_SIZE, close: () => camera.close() };
  }, [wanted.picture, cameraId, figure]);
  const openSound = useCallback(
    async () => (wanted.sound ? await openMicrophone(microphoneId) : undefined),
    [wanted.sound, microphoneId],
  );
  const picture = useCaptured(openPicture, attempt);
  const sound = useCaptured(openSound, attempt);

  return {
    choices: { ...wanted, ...picked },
    choose({ picture, sound, ...devices }) {
      setWanted({ picture: picture ?? wanted.picture, sound: sound ?? wanted.sound });
      usePickedDevices.setState(devices);
    },
    picture,
    sound,
    devices: useDevices(picture.state === 'on' || sound.state === 'on'),
    retry: () => setAttempt(attempt + 1),
    restartDemo: () => demo?.restart(),
  };
}

/** @param attempt a new number opens again */
function useCaptured(open: () => Promise<Captured | undefined>, attempt: number): CaptureState {
  const [state, setState] = useState<CaptureState>({ state: 'opening', attempt });
  useEffect(() => {
    let current = true;
    let captured: Captured | undefined;
    setState({ state: 'opening', attempt });
    open().then(
      (opened) => {
        if (!current) {
          opened?.close();
          return;
        }
        captured = opened;
        setState(opened ? { state: 'on', ...opened } : { state: 'off' });
      },
      (error: unknown) => current && setState({ state: 'failed', error }),
    );
    return () => {
      current = false;
      captured?.close();
    };
  }, [open, attempt]);
  return state;
}

/** @param allowed whether one was opened: before that, devices have no names */
function useDevices(allowed: boolean): Devices {
  const [devices, setDevices] = useState<Devices>({ cameras: [], microphones: [] });
  useEffect(() => {
    if (!allowed) return;
    let current = true;
    const list = () => {
      listDevices().then(
        (found) => current && setDevices(found),
        (error: unknown) => console.warn('could not list the devices', error),
      );
    };
    list();
    navigator.mediaDevices?.addEventListener('devicechange', list);
    return () => {
      current = false;
      navigator.mediaDevices?.removeEventListener('devicechange', list);
    };
  }, [allowed]);
  return devices;
}
