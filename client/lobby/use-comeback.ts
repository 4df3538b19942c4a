/** Opens a camera or microphone that could not be had as soon as it comes back, so that nobody need press “Try again”. */
import { useEffect, useEffectEvent } from 'react';
import { listDevices } from './capture.ts';
import type { Device } from './capture-errors.ts';

/** @param missed whether the device was asked for and could not be had */
export function useComeback(device: Device, missed: boolean, retry: (device: Device) => void): void {
  const onBack = useEffectEvent(() => retry(device));
  useEffect(() => {
    if (!missed) return;
    const watches = [whenPluggedIn(device, onBack), whenAllowed(device, onBack)];
    return () => {
      for (const stop of watches) stop();
    };
  }, [device, missed]);
}

/** Calls back once there is a device that was not there. Another one that was there all along is not turned on unasked. */
function whenPluggedIn(device: Device, onBack: () => void): () => void {
  const ids = async () => {
    const { cameras, microphones } = await listDevices();
    return (device === 'camera' ? cameras : microphones).map(({ deviceId }) => deviceId);
  };
  let watching = true;
  const before = ids();
  const compare = async () => {
    const known = await before;
    const now = await ids();
    if (watching && now.some((id) => !known.includes(id))) onBack();
  };
  const onChange = () => {
    compare().catch((error: unknown) => console.warn('could not list the devices', error));
  };
  navigator.mediaDevices?.addEventListener('devicechange', onChange);
  return () => {
    watching = false;
    navigator.mediaDevices?.removeEventListener('devicechange', onChange);
  };
}

/** Calls back once the page may use the device that it was refused. */
function whenAllowed(device: Device, onBack: () => void): () => void {
  const stop = new AbortController();
  const watch = async () => {
    const status = await navigator.permissions.query({ name: device });
    const onChange = () => {
      if (status.state === 'granted') onBack();
    };
    if (!stop.signal.aborted) status.addEventListener('change', onChange, { signal: stop.signal });
  };
  // Browsers that don't answer for cameras leave it to “Try again”.
  watch().catch((error: unknown) => console.info(`could not watch the permission of the ${device}`, error));
  return () => stop.abort();
}
