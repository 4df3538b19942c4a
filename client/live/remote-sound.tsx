import { Button } from '@mantine/core';
import { IconVolume } from '@tabler/icons-react';
import { useCallback, useEffect, useState } from 'react';
import type { RemoteTrack } from '../session/session-media.ts';
import classes from './live-room.module.css';

/** Plays the others' microphones. Browsers may want a touch first: then a button asks for one. */
export function RemoteSound({ tracks }: { tracks: readonly RemoteTrack[] }) {
  const [silent, setSilent] = useState<readonly HTMLAudioElement[]>([]);
  const play = useCallback((sound: HTMLAudioElement) => {
    sound.play().catch((error: unknown) => {
      // An element that is taken away while it starts is no reason to ask for a touch.
      if (error instanceof DOMException && error.name === 'NotAllowedError') {
        setSilent((others) => [...others.filter((other) => other !== sound), sound]);
      }
    });
  }, []);
  const stop = useCallback((sound: HTMLAudioElement) => {
    sound.srcObject = null;
    setSilent((others) => others.filter((other) => other !== sound));
  }, []);
  const playAll = () => {
    setSilent([]);
    silent.forEach(play);
  };
  return (
    <>
      {tracks.map(({ producerId, track }) => (
        <Sound key={producerId} track={track} play={play} stop={stop} />
      ))}
      {silent.length > 0 && (
        <Button className={classes.tapToHear} size="lg" leftSection={<IconVolume />} onClick={playAll}>
          Tap to hear the others
        </Button>
      )}
    </>
  );
}

function Sound(props: {
  track: MediaStreamTrack;
  play(sound: HTMLAudioElement): void;
  stop(sound: HTMLAudioElement): void;
}) {
  const { track, play, stop } = props;
  useEffect(() => {
    const sound = new Audio();
    sound.srcObject = new MediaStream([track]);
    play(sound);
    return () => stop(sound);
  }, [track, play, stop]);
  return null;
}
