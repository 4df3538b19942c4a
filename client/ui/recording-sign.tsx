/** The sign that a session is recorded, or why it is not: the same on the start of a link, in the lobby and in the session. */
import type { RecordingSign as Sign } from '../../shared/contract/recording.ts';
import classes from './recording-sign.module.css';

export interface RecordingWords {
  /** What the dot beside it shows. */
  dot: 'on' | 'paused' | 'off';
  label: string;
  /** Stands behind the label, and on a phone, which has no room for both, in its place. */
  why?: string;
  /** A sentence or two. */
  means: string;
}

/** @param refused whether we ourselves are not recorded, as we asked */
export function recordingWords({ state, trouble }: Sign, refused = false): RecordingWords {
  if (state === 'off') return { dot: 'off', label: 'Not recorded', means: 'This session is not recorded.' };
  if (trouble === 'disk-full') {
    const means = 'The server’s disk is full, so nothing is recorded. The session goes on; what was recorded is kept.';
    return { dot: 'off', label: 'Not recorded', why: 'disk full', means };
  }
  if (trouble === 'no-recorder') {
    const means = 'The server can’t record at the moment. The session goes on.';
    return { dot: 'off', label: 'Not recorded', means };
  }
  if (state === 'paused') {
    return { dot: 'paused', label: 'Recording paused', means: 'Nothing is recorded until it is resumed.' };
  }
  return refused
    ? { dot: 'on', label: 'Recording, not you', means: 'Your picture and voice are not recorded, as you asked.' }
    : { dot: 'on', label: 'Recording', means: 'Picture and sound are recorded for those who take part.' };
}

/** Dot and label. */
export function RecordingSign({ sign, refused = false }: { sign: Sign; refused?: boolean }) {
  const { dot, label, why } = recordingWords(sign, refused);
  return (
    <span className={classes.sign} data-testid="recording-sign">
      <span className={classes.dot} data-state={dot} aria-hidden="true" />
      <span>
        {why === undefined ? (
          <span>{label}</span>
        ) : (
          <>
            <span className={classes.spare}>{`${label}: `}</span>
            <span>{why}</span>
          </>
        )}
      </span>
    </span>
  );
}

/** The sign with what it means, for those who have not joined yet. */
export function RecordingNotice({ sign }: { sign: Sign }) {
  return (
    <p className={classes.notice}>
      <RecordingSign sign={sign} />
      <span>{recordingWords(sign).means}</span>
    </p>
  );
}
