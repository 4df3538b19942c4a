import { ActionIcon, SegmentedControl, Switch } from '@mantine/core';
import { IconMinus, IconPlus } from '@tabler/icons-react';
import type { CorrectionRequest, Rule, Strictness } from '../../shared/coaching/index.ts';
import { sentence } from '../ui/words.ts';
import classes from './calibration.module.css';

interface Props {
  /** The count as the coaches have it; undefined where nothing is counted. */
  count: number | undefined;
  strictness: Strictness;
  /** All rules of the activity, and the ids of those that are switched off for this athlete. */
  rules: readonly Rule[];
  rulesOff: ReadonlySet<string>;
  onCorrect(correction: CorrectionRequest): void;
}

const STRICTNESS: readonly { value: Strictness; label: string }[] = [
  { value: 'beginner', label: 'Beginner' },
  { value: 'standard', label: 'Standard' },
  { value: 'strict', label: 'Strict' },
];

/** The coach's word on the count, on how much is asked and on which faults are judged. */
export function Calibration({ count, strictness, rules, rulesOff, onCorrect }: Props) {
  return (
    <section className={classes.calibration} aria-label="Coach’s corrections">
      {count !== undefined && (
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
      )}
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label="How much is asked"
        data={[...STRICTNESS]}
        value={strictness}
        onChange={(value) => onCorrect({ kind: 'strictness', strictness: value as Strictness })}
      />
      <details className={classes.rules}>
        <summary>
          {rulesOff.size > 0 ? `Faults that are judged (${rulesOff.size} off)` : 'Faults that are judged'}
        </summary>
        {rules.map(({ id, proof }) => (
          <Switch
            key={id}
            size="xs"
            label={sentence(id)}
            description={proof ? 'Held against people' : 'Shown on drawn figures only'}
            checked={!rulesOff.has(id)}
            onChange={({ currentTarget }) => onCorrect({ kind: 'rule', rule: id, told: currentTarget.checked })}
          />
        ))}
      </details>
    </section>
  );
}
