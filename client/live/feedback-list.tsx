import type { CoachingEvent } from '../../shared/coaching/index.ts';
import { clockTime, describeEvent } from '../ui/words.ts';
import classes from './feedback-list.module.css';

interface Props {
  feedback: readonly CoachingEvent[];
  order: 'newest-first' | 'oldest-first';
}

/** What was counted, found and said, by the session's clock. */
export function FeedbackList({ feedback, order }: Props) {
  const lines = feedback.flatMap((event, index) => {
    const words = describeEvent(event);
    return words ? [{ ...words, at: event.at, key: `${index}-${event.at}` }] : [];
  });
  if (order === 'newest-first') lines.reverse();
  return (
    <ol className={classes.list} data-testid="feedback-list">
      {lines.length === 0 && <li className={classes.empty}>No reps or corrections yet.</li>}
      {lines.map(({ key, tone, title, detail, at }) => (
        <li key={key} className={classes.line} data-tone={tone}>
          <span className={classes.title}>{title}</span>
          <time className={classes.time}>{clockTime(at)}</time>
          {detail && <span className={classes.detail}>{detail}</span>}
        </li>
      ))}
    </ol>
  );
}
