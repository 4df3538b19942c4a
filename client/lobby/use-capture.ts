/** Camera and microphone as the lobby's choices have them, opened and closed with the page. */
import { useCallback, useEffect, useState } from 'react';
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import { DEMO_SIZE, DemoCamera } from '../demo/demo-camera.ts';
import { showTrouble } from '../ui/show-failure.ts';
import { type Captured, type Devices, listDevices, openCamera, openMicrophone } from './capture.ts';
import { type Device, endedError } from './capture-errors.ts';
import { useComeback } from './use-comeback.ts';

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
  /** Opens again what failed or ended. */
  retry(device: Device): void;
  /** Lets the demo athlete begin anew. */
  restartDemo(): void;
}

const usePickedDevices = create<PickedDevices>()(persist((): PickedDevices => ({}), { name: 'sideline.devices' }));

/** @param figure what the demo athlete performs */
export function useCapture(figure: string, initial: Pick<Choices, 'picture' | 'sound'>): Capture {
  const picked = usePickedDevices();
  const [wanted, setWanted] = useState(initial);
  const [attempts, setAttempts] = useState<Readonly<Record<Device, number>>>({ camera: 1, microphone: 1 });
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
  const picture = useCaptured('camera', openPicture, attempts.camera);
  const sound = useCaptured('microphone', openSound, attempts.microphone);
  const retry = useCallback(
    (device: Device) => setAttempts((before) => ({ ...before, [device]: before[device] + 1 })),
    [],
  );
  useComeback('camera', picture.state === 'failed', retry);
  useComeback('microphone', sound.state === 'failed', retry);

  return {
    choices: { ...wanted, ...picked },
    choose({ picture, sound, ...devices }) {
      setWanted({ picture: picture ?? wanted.picture, sound: sound ?? wanted.sound });
      usePickedDevices.setState(devices);
    },
    picture,
    sound,
    devices: useDevices(`${picture.state} ${sound.state}`),
    retry,
    restartDemo: () => demo?.restart(),
  };
}

/** @param attempt a new number opens again */
function useCaptured(device: Device, open: () => Promise<Captured | undefined>, attempt: number): CaptureState {
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
        opened?.track.addEventListener('ended', () => current && setState({ state: 'failed', error: endedError() }));
        if (opened?.instead) {
          const title = `The chosen ${device} is not there`;
          showTrouble({ title, advice: `Another ${device} is used instead.` });
        }
      },
      (error: unknown) => current && setState({ state: 'failed', error }),
    );
    return () => {
      current = false;
      captured?.close();
    };
  }, [device, open, attempt]);
  return state;
}

/** @param asked what has become of asking for devices: browsers name them to pages that were allowed one */
function useDevices(asked: string): Devices {
  const [devices, setDevices] = useState<Devices>({ cameras: [], microphones: [] });
  useEffect(() => {
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
  }, [asked]);
  return devices;
}
