import { Button } from '@mantine/core';
import { useId } from 'react';
import { useSettings } from '../settings.ts';
import classes from './replay-bar.module.css';
import { MIRROR_SECONDS, type Mirror } from './use-mirror.ts';

/** How late an athlete sees the own picture: at the thumb on a phone, by arrow keys elsewhere. */
export function MirrorBar({ seconds, setOn }: Mirror) {
  const id = useId();
  return (
    <fieldset className={classes.bar} aria-label="Delay mirror">
      <label htmlFor={id}>Delay</label>
      <input
        id={id}
        className={classes.slider}
        type="range"
        min={MIRROR_SECONDS.least}
        max={MIRROR_SECONDS.most}
        value={seconds}
        aria-valuetext={`${seconds} seconds`}
        onChange={({ currentTarget: { valueAsNumber } }) => useSettings.setState({ mirrorSeconds: valueAsNumber })}
      />
      <span className={classes.time}>{`${seconds} s`}</span>
      <Button variant="default" onClick={() => setOn(false)}>
        Off
      </Button>
    </fieldset>
  );
}
