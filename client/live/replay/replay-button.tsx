import { IconBroadcast, IconRotate2 } from '@tabler/icons-react';
import { StageToggle } from '../stage-toggle.tsx';
import { NOTHING_KEPT, type ShownReplay } from './use-replay.ts';

/** Plays the last seconds for everyone, and makes the picture live again. */
export function ReplayButton({ replay, possible, commands }: ShownReplay) {
  return (
    <StageToggle
      on={replay !== undefined}
      label={replay ? 'Back to the live picture' : 'Play the last seconds for everyone'}
      icon={replay ? IconBroadcast : IconRotate2}
      shortcut="B"
      obstacle={replay || possible ? undefined : NOTHING_KEPT}
      onToggle={() => (replay ? commands.close() : commands.open())}
    />
  );
}
