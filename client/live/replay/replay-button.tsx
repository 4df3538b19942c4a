import { ActionIcon, Tooltip } from '@mantine/core';
import { IconBroadcast, IconRotate2 } from '@tabler/icons-react';
import { clickOnce } from '../../ui/keys.ts';
import { useShortcuts } from '../../ui/shortcuts.ts';
import { NOTHING_KEPT, type ShownReplay } from './use-replay.ts';

/** Plays the last seconds for everyone, and makes the picture live again. */
export function ReplayButton({ replay, possible, commands }: ShownReplay) {
  const able = replay !== undefined || possible;
  const toggle = () => (replay ? commands.close() : commands.open());
  useShortcuts([{ key: 'B', act: toggle }]);
  const label = replay ? 'Back to the live picture' : 'Play the last seconds for everyone';
  const Icon = replay ? IconBroadcast : IconRotate2;
  return (
    <Tooltip label={able ? `${label} (B)` : NOTHING_KEPT} openDelay={400}>
      <ActionIcon
        size="lg"
        variant={replay ? 'filled' : 'subtle'}
        color={replay ? 'turf' : 'gray'}
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
