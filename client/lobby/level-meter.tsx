import { useEffect, useRef, useState } from 'react';
import classes from './level-meter.module.css';

/** How often the level is read, in ms: often enough to follow speech. */
const READ_EVERY_MS = 66;

/** Shows how loud a microphone is, so that people see that it works. */
export function LevelMeter({ track }: { track: MediaStreamTrack }) {
  const level = useLevel(track);
  return (
    <meter className={classes.meter} aria-label="Microphone level" min={0} max={100} value={Math.round(level * 100)} />
  );
}

/** Loudness 0..1 on a scale that speech fills. */
function useLevel(track: MediaStreamTrack): number {
  const [level, setLevel] = useState(0);
  const peak = useRef(0);
  useEffect(() => {
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 1_024;
    const source = context.createMediaStreamSource(new MediaStream([track]));
    source.connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      // −60 dB to 0 dB; falls slowly, so that it can be read.
      const loudness = Math.min(1, Math.max(0, 1 + Math.log10(power + 1e-9) / 6));
      peak.current = Math.max(loudness, peak.current * 0.85);
      setLevel(peak.current);
    }, READ_EVERY_MS);
    return () => {
      clearInterval(timer);
      source.disconnect();
      void context.close();
    };
  }, [track]);
  return level;
}
