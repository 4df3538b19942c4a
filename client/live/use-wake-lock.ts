import { useEffect } from 'react';

/** Keeps the screen on while the page is seen: nobody touches the phone while they train. */
export function useWakeLock(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | undefined;
    let wanted = true;
    const request = async () => {
      if (!('wakeLock' in navigator) || document.visibilityState !== 'visible') return;
      try {
        const sentinel = await navigator.wakeLock.request('screen');
        if (wanted) lock = sentinel;
        else await sentinel.release();
      } catch (error) {
        // A battery that runs low may refuse; training goes on without.
        console.info('the screen may turn off', error);
      }
    };
    // The lock is lost whenever the page is hidden.
    const onVisible = () => void request();
    void request();
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      wanted = false;
      document.removeEventListener('visibilitychange', onVisible);
      void lock?.release();
    };
  }, []);
}
