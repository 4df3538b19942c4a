import { ActionIcon, Tooltip } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconSnowflake } from '@tabler/icons-react';
import type { Still } from '../stage/use-frozen.ts';
import { clickOnce } from '../ui/keys.ts';
import { useShortcuts } from '../ui/shortcuts.ts';
import { showTrouble } from '../ui/show-failure.ts';
import classes from './note.module.css';
import { frozen, participants } from './selectors.ts';
import { useSession } from './session-context.ts';

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
  const able = frozen || !obstacle;
  const toggle = () => {
    const at = obstacle ? undefined : moment();
    if (frozen) onRelease();
    else if (at !== undefined) onFreeze(at);
    else showTrouble({ title: obstacle ?? NO_PICTURE, advice: 'Wait until the athlete is seen live.' });
  };
  useShortcuts([{ key: 'F', act: toggle }]);
  const label = frozen ? 'Let the picture go on' : 'Freeze the picture for everyone';
  const Icon = frozen ? IconPlayerPlay : IconPlayerPause;
  return (
    <Tooltip label={able ? `${label} (F)` : obstacle} openDelay={400}>
      <ActionIcon
        size="lg"
        variant={frozen ? 'filled' : 'subtle'}
        color={frozen ? 'turf' : 'gray'}
        aria-label={label}
        // A button that is disabled for good could say to nobody why.
        {...(!able && { 'data-disabled': true })}
        aria-disabled={!able}
        onKeyDown={clickOnce}
        onClick={toggle}
      >
        <Icon size={20} />
      </ActionIcon>
    </Tooltip>
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
