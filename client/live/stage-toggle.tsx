import { ActionIcon, Tooltip } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import { clickOnce } from '../ui/keys.ts';
import { useShortcuts } from '../ui/shortcuts.ts';

interface Props {
  /** What is shown to everyone is another picture than the live one. */
  on: boolean;
  label: string;
  icon: Icon;
  /** A letter that does the same. */
  shortcut: string;
  /** Why it can't be used now; undefined where it can. */
  obstacle: string | undefined;
  onToggle(): void;
}

/** A button that takes everyone from the live picture to another one, and back. */
export function StageToggle({ on, label, icon: Shown, shortcut, obstacle, onToggle }: Props) {
  useShortcuts([{ key: shortcut, act: onToggle }]);
  return (
    <Tooltip label={obstacle ?? `${label} (${shortcut})`} openDelay={400}>
      <ActionIcon
        size="lg"
        variant={on ? 'filled' : 'subtle'}
        color={on ? 'turf' : 'gray'}
        aria-label={label}
        // A button that is disabled for good could say to nobody why.
        {...(obstacle !== undefined && { 'data-disabled': true })}
        aria-disabled={obstacle !== undefined}
        onKeyDown={clickOnce}
        onClick={onToggle}
      >
        <Shown size={20} />
      </ActionIcon>
    </Tooltip>
  );
}
