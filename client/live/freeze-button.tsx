import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { showTrouble } from '../ui/show-failure.ts';
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
