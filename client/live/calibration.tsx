import { ActionIcon, SegmentedControl } from '@mantine/core';
import { IconMinus, IconPlus } from '@tabler/icons-react';
import type { CorrectionRequest, Strictness } from '../../shared/coaching/index.ts';
import classes from './calibration.module.css';

interface Props {
  /** The count as the coaches have it. */
  count: number;
  strictness: Strictness;
  onCorrect(correction: CorrectionRequest): void;
}

const STRICTNESS: readonly { value: Strictness; label: string }[] = [
  { value: 'beginner', label: 'Beginner' },
  { value: 'standard', label: 'Standard' },
  { value: 'strict', label: 'Strict' },
];

/** The coach's word on the count and on how much is asked. */
export function Calibration({ count, strictness, onCorrect }: Props) {
  return (
    <section className={classes.calibration} aria-label="Coach’s corrections">
      <div className={classes.count}>
        <span>Your count</span>
        <ActionIcon
          variant="default"
          size="lg"
          aria-label="One rep less"
          disabled={count === 0}
          onClick={() => onCorrect({ kind: 'count', delta: -1 })}
        >
          <IconMinus size={18} />
        </ActionIcon>
        <output aria-label="Your count">{count}</output>
        <ActionIcon
          variant="default"
          size="lg"
          aria-label="One rep more"
          onClick={() => onCorrect({ kind: 'count', delta: 1 })}
        >
          <IconPlus size={18} />
        </ActionIcon>
      </div>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label="How much is asked"
        data={[...STRICTNESS]}
        value={strictness}
        onChange={(value) => onCorrect({ kind: 'strictness', strictness: value as Strictness })}
      />
    </section>
  );
}
