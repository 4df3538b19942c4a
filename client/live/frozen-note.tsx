import { IconSnowflake } from '@tabler/icons-react';
import type { Still } from '../stage/use-frozen.ts';
import classes from './note.module.css';
import { frozen, participants } from './selectors.ts';
import { useSession } from './session-context.ts';

/**
 * Says that the picture stands still and by whom, or why it does not here.
 * @param still what is shown of a frozen session here
 */
export function FrozenNote({ still }: { still: Still }) {
  const by = useSession((session) => {
    const author = frozen(session)?.by;
    return author && (participants(session).find(({ id }) => id === author)?.name ?? 'a coach');
  });
  if (!still || !by) return null;
  return (
    <p className={classes.note} role="status" data-testid="frozen-note">
      <IconSnowflake size={18} aria-hidden="true" />
      <span>
        {still === 'missing' ? `${by} froze the picture before it was here. What you see is live.` : `Frozen by ${by}`}
      </span>
    </p>
  );
}
