import { IconBroadcast, IconRotate2 } from '@tabler/icons-react';
import { showTrouble } from '../../ui/show-failure.ts';
import { StageToggle } from '../stage-toggle.tsx';
import { NOTHING_KEPT } from './nothing-kept.ts';
import type { ShownReplay } from './use-replay.ts';

/**
 * Plays the last seconds for everyone, and makes the picture live again.
 * @param obstacle why nothing can be played now; undefined where nothing hinders
 */
export function ReplayButton({ replay, possible, commands, obstacle }: ShownReplay & { obstacle: string | undefined }) {
  const toggle = () => {
    if (replay) commands.close();
    else if (obstacle) showTrouble({ title: obstacle, advice: 'Close it first.' });
    else commands.open();
  };
  return (
    <StageToggle
      on={replay !== undefined}
      label={replay ? 'Back to the live picture' : 'Play the last seconds for everyone'}
      icon={replay ? IconBroadcast : IconRotate2}
      shortcut="B"
      obstacle={obstacle ?? (replay || possible ? undefined : NOTHING_KEPT)}
      onToggle={toggle}
    />
  );
}
