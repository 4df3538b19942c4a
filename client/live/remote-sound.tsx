import { Button } from '@mantine/core';
import { IconVolume } from '@tabler/icons-react';
import { useCallback, useEffect, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import classes from './remote-sound.module.css';
import { useSession } from './session-context.ts';
import { useSettings } from './settings.ts';

/** Plays the others' microphones. Browsers may want a touch first: then a button asks for one. */
export function RemoteSound() {
  const tracks = useSession(useShallow((session) => session.tracks.filter(({ source }) => source === 'microphone')));
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
  const [sound, setSound] = useState<HTMLAudioElement>();
  const { volume, speakerId } = useSettings();
  useEffect(() => {
    const created = new Audio();
    created.srcObject = new MediaStream([track]);
    setSound(created);
    play(created);
    return () => stop(created);
  }, [track, play, stop]);
  useEffect(() => {
    if (sound) sound.volume = volume;
  }, [sound, volume]);
  useEffect(() => {
    if (!sound || !('setSinkId' in sound)) return;
    sound.setSinkId(speakerId ?? '').catch((error: unknown) => {
      // A loudspeaker that is gone: the sound stays where it is.
      console.info('could not choose the loudspeaker', error);
      if (speakerId) useSettings.setState({ speakerId: undefined });
    });
  }, [sound, speakerId]);
  return null;
}
