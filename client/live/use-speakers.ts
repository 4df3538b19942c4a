import { useEffect, useState } from 'react';

const NONE: readonly MediaDeviceInfo[] = [];

/**
 * The loudspeakers and headphones to choose from; none where the browser leaves that to the system (Safari).
 * @param wanted whether they are listed now
 */
export function useSpeakers(wanted: boolean): readonly MediaDeviceInfo[] {
  const [speakers, setSpeakers] = useState(NONE);
  useEffect(() => {
    const { mediaDevices } = navigator;
    if (!wanted || !mediaDevices || !('setSinkId' in HTMLAudioElement.prototype)) return;
    let current = true;
    const list = async () => {
      const all = await mediaDevices.enumerateDevices();
      if (current) setSpeakers(all.filter(({ kind, deviceId }) => kind === 'audiooutput' && deviceId !== ''));
    };
    const onChange = () => void list().catch((error: unknown) => console.warn('could not list the devices', error));
    onChange();
    mediaDevices.addEventListener('devicechange', onChange);
    return () => {
      current = false;
      mediaDevices.removeEventListener('devicechange', onChange);
    };
  }, [wanted]);
  return speakers;
}
