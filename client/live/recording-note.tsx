import { recordingWords } from '../ui/recording-sign.tsx';
import classes from './note.module.css';
import { useSession } from './session-context.ts';

/** Says to everyone that a recording which ran does not any more, through nobody's wish. */
export function RecordingNote() {
  const recording = useSession(({ state }) => state?.recording);
  if (!recording || recording.state === 'off' || recording.trouble !== 'disk-full') return null;
  return (
    <p className={classes.note} role="status" data-testid="recording-note">
      <span>{recordingWords(recording).means}</span>
    </p>
  );
}
