import { Button, Text } from '@mantine/core';
import { Link } from 'react-router';
import { SidelineError } from '../../shared/contract/errors.ts';
import type { Upload } from '../../shared/contract/uploads.ts';
import type { Explanation } from '../explain.ts';
import { duration } from '../ui/words.ts';
import { explainFailure, explainSending, NOBODY_SEEN } from './failure-words.ts';
import { type Sending, useFilmSender } from './film-sender.ts';
import classes from './upload-row.module.css';

interface UploadRowProps {
  /** What the server says of it; undefined until it has begun. */
  upload: Upload | undefined;
  /** What this page sends of it; undefined where it sends nothing. */
  sending: Sending | undefined;
  /** Gives it up, or takes it from the list. */
  onRemove(): void;
}

/** One film: where it stands, how far it is, and what can be done. */
export function UploadRow({ upload, sending, onRemove }: UploadRowProps) {
  const { pause, goOn } = useFilmSender();
  const title = upload?.title ?? sending?.name ?? 'Film';
  const { words, figures, done, trouble } = standing(upload, sending);
  const isOver = upload ? upload.status === 'ended' || upload.status === 'failed' : sending?.state === 'failed';
  return (
    <article className={classes.row} aria-label={title} data-status={upload?.status ?? 'uploading'}>
      <div className={classes.what}>
        <strong className={classes.title}>{title}</strong>
        <Text c="var(--soft)" size="sm">
          {upload?.activityName?.en ?? (upload && !isOver ? 'Activity to be guessed' : '')}
        </Text>
      </div>
      <div className={classes.standing}>
        <div>
          <span role="status">{words}</span>
          {figures && <span>{`: ${figures}`}</span>}
        </div>
        {done !== undefined && (
          <progress className={classes.progress} aria-label={`How far ${title} is`} max={1} value={done} />
        )}
        {trouble && <Text size="sm">{trouble.advice}</Text>}
      </div>
      <div className={classes.actions}>
        {sending && (sending.state === 'sending' || sending.state === 'waiting') && (
          <Button size="sm" variant="default" aria-label={`Pause ${title}`} onClick={() => pause(sending.key)}>
            Pause
          </Button>
        )}
        {sending && (sending.state === 'paused' || (sending.state === 'failed' && sending.id)) && (
          <Button size="sm" aria-label={`Go on with ${title}`} onClick={() => goOn(sending.key)}>
            Go on
          </Button>
        )}
        {upload?.status === 'ended' ? (
          <Button size="sm" component={Link} to={`/sessions/${upload.id}`} aria-label={`See the record of ${title}`}>
            See the record
          </Button>
        ) : (
          <Button
            size="sm"
            variant="default"
            aria-label={`${isOver ? 'Remove' : 'Give up'} ${title}`}
            onClick={onRemove}
          >
            {isOver ? 'Remove' : 'Give up'}
          </Button>
        )}
      </div>
    </article>
  );
}

interface Standing {
  words: string;
  /** What changes all the time: screen readers read it where it stands, and announce the words alone. */
  figures?: string;
  /** 0..1; undefined where there is nothing to measure. */
  done?: number;
  trouble?: Explanation;
}

const inTrouble = (trouble: Explanation): Standing => ({ words: trouble.title, trouble });

const percent = (part: number) => `${Math.floor(part * 100)} %`;

function standing(upload: Upload | undefined, sending: Sending | undefined): Standing {
  if (sending) return standingOfSending(sending);
  if (!upload) return { words: 'Begins' };
  const { status, received, bytes, progress, failure, nobody } = upload;
  switch (status) {
    case 'uploading': {
      const done = received / bytes;
      return { words: `Stopped at ${percent(done)}. Choose the same film again to go on.`, done };
    }
    case 'queued':
      return { words: 'Waits for its turn' };
    case 'analysing': {
      if (!progress) return { words: 'Is being judged' };
      const left = progress.leftMs === null ? '' : `, about ${duration(progress.leftMs)} left`;
      return { words: 'Is being judged', figures: `${percent(progress.done)}${left}`, done: progress.done };
    }
    case 'failed':
      return inTrouble(explainFailure(failure ?? { code: 'analysis_failed' }));
    case 'ended':
      return nobody ? inTrouble(NOBODY_SEEN) : { words: 'Judged' };
  }
}

function standingOfSending({ state, sent, bytes, error }: Sending): Standing {
  const done = bytes > 0 ? sent / bytes : 0;
  switch (state) {
    case 'sending':
      return { words: 'Uploading', figures: percent(done), done };
    case 'paused':
      return { words: `Paused at ${percent(done)}`, done };
    case 'waiting':
      if (error instanceof SidelineError && error.code === 'rate_limited') return inTrouble(explainSending(error));
      return { words: `The server can’t be reached; goes on by itself from ${percent(done)}`, done };
    case 'failed':
      return inTrouble(explainSending(error));
  }
}
