import { ActionIcon, Tooltip } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconPlayerPause, IconPlayerPlay, IconSnowflake } from '@tabler/icons-react';
import classes from './freeze.module.css';
import type { Still } from './use-frozen.ts';

interface ButtonProps {
  frozen: boolean;
  onFreeze(): void;
  onRelease(): void;
}

/** Stops the picture for everyone, and lets it go on. */
export function FreezeButton({ frozen, onFreeze, onRelease }: ButtonProps) {
  const toggle = frozen ? onRelease : onFreeze;
  useHotkeys([['F', toggle]]);
  const label = frozen ? 'Let the picture go on' : 'Freeze the picture for everyone';
  const Icon = frozen ? IconPlayerPlay : IconPlayerPause;
  return (
    <Tooltip label={`${label} (F)`} openDelay={400}>
      <ActionIcon
        size="lg"
        variant={frozen ? 'filled' : 'subtle'}
        color={frozen ? 'turf' : 'gray'}
        aria-label={label}
        aria-pressed={frozen}
        onClick={toggle}
      >
        <Icon size={20} />
      </ActionIcon>
    </Tooltip>
  );
}

/** Tells that the picture stands still and by whom, or why it does not here. */
export function FrozenNote({ still, by }: { still: Still; by: string }) {
  return (
    <p className={classes.note} role="status" data-testid="frozen-note">
      <IconSnowflake size={18} aria-hidden="true" />
      {still === 'missing' ? `${by} froze the picture before it was here. What you see is live.` : `Frozen by ${by}`}
    </p>
  );
}
