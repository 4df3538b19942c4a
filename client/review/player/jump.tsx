/** Jumps by as many frames as one likes. */
import { ActionIcon, NumberInput } from '@mantine/core';
import { IconChevronsLeft, IconChevronsRight } from '@tabler/icons-react';
import type { Player } from './player.ts';
import { JUMP_FRAMES, useReviewSettings } from './review-settings.ts';
import classes from './transport.module.css';

export function Jump({ player }: { player: Player }) {
  const { jumpFrames } = useReviewSettings();
  const change = (to: number | string) => {
    if (typeof to !== 'number' || to < JUMP_FRAMES.fewest || to > JUMP_FRAMES.most) return;
    useReviewSettings.setState({ jumpFrames: Math.round(to) });
  };
  return (
    <div className={classes.group}>
      <ActionIcon
        variant="default"
        size="xl"
        aria-label={`${jumpFrames} frames back`}
        onClick={() => player.step(-jumpFrames)}
      >
        <IconChevronsLeft size={20} />
      </ActionIcon>
      <NumberInput
        className={classes.jump ?? ''}
        aria-label="Frames to jump by"
        min={JUMP_FRAMES.fewest}
        max={JUMP_FRAMES.most}
        allowDecimal={false}
        hideControls
        value={jumpFrames}
        onChange={change}
      />
      <ActionIcon
        variant="default"
        size="xl"
        aria-label={`${jumpFrames} frames on`}
        onClick={() => player.step(jumpFrames)}
      >
        <IconChevronsRight size={20} />
      </ActionIcon>
    </div>
  );
}
