import { ActionIcon, Tooltip } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { canKeepFilm } from '../../stage/replay/film.ts';
import { clickOnce } from '../../ui/keys.ts';
import { useShortcuts } from '../../ui/shortcuts.ts';
import type { Mirror } from './use-mirror.ts';

/** Lets an athlete see the own picture late. */
export function MirrorButton({ on, setOn }: Mirror) {
  const able = canKeepFilm();
  const toggle = () => setOn(able && !on);
  useShortcuts([{ key: 'L', act: toggle }]);
  return (
    <Tooltip
      label={able ? 'Delay mirror: see yourself some seconds late (L)' : 'This browser can’t show you late'}
      openDelay={400}
    >
      <ActionIcon
        size="lg"
        variant={on ? 'filled' : 'subtle'}
        color={on ? 'turf' : 'gray'}
        aria-label="Delay mirror"
        aria-pressed={on}
        // A button that is disabled for good could say to nobody why.
        {...(!able && { 'data-disabled': true })}
        aria-disabled={!able}
        onKeyDown={clickOnce}
        onClick={toggle}
      >
        <IconHistory size={20} />
      </ActionIcon>
    </Tooltip>
  );
}
