import { IconPlayerPause, IconPlayerPlay, IconSnowflake } from '@tabler/icons-react';
import type { Still } from '../stage/use-frozen.ts';
import { showTrouble } from '../ui/show-failure.ts';
import classes from './note.module.css';
import { frozen, participants } from './selectors.ts';
import { useSession } from './session-context.ts';
import { StageToggle } from './stage-toggle.tsx';

interface ButtonProps {
  frozen: boolean;
  /** Media time of what is on show, ms of the session; undefined while it is not known. */
  moment: () => number | undefined;
  /** Why the picture can't be frozen now; undefined where it can. */
  obstacle: string | undefined;
  onFreeze(at: number): void;
  onRelease(): void;
}

export const NO_PICTURE = 'There is no picture to freeze';

/** Stops the picture for everyone, and lets it go on. */
export function FreezeButton({ frozen, moment, obstacle, onFreeze, onRelease }: ButtonProps) {
  const toggle = () => {
    const at = obstacle ? undefined : moment();
    if (frozen) onRelease();
    else if (at !== undefined) onFreeze(at);
    else showTrouble({ title: obstacle ?? NO_PICTURE, advice: 'Wait until the athlete is seen live.' });
  };
  return (
    <StageToggle
      on={frozen}
      label={frozen ? 'Let the picture go on' : 'Freeze the picture for everyone'}
      icon={frozen ? IconPlayerPlay : IconPlayerPause}
      shortcut="F"
      obstacle={frozen ? undefined : obstacle}
      onToggle={toggle}
    />
  );
}

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
