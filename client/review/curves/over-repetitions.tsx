/** Repetitions laid on one another, and a table of them. */
import { Button } from '@mantine/core';
import { type RefObject, useMemo } from 'react';
import { useStore } from 'zustand';
import type { Measured, MeasuredCurve } from '../../../shared/coaching/index.ts';
import { inUnit, sentence } from '../../ui/words.ts';
import { nameOf, type Repetition } from '../marks.ts';
import type { Player } from '../player/player.ts';
import { Chart, type ChartCurve } from './chart.tsx';
import classes from './curves-panel.module.css';
import { bestAndWorst, laidOnOneAnother, POINTS } from './repetition-curves.ts';

const SHARES = Array.from({ length: POINTS }, (_, index) => (100 * index) / (POINTS - 1));

interface OverRepetitionsProps {
  player: Player;
  measured: Measured;
  curve: MeasuredCurve;
  repetitions: readonly Repetition[];
  canvas: RefObject<HTMLCanvasElement | null>;
}

export function OverRepetitions({ player, measured, curve, repetitions, canvas }: OverRepetitionsProps) {
  const chosen = useStore(player.state, ({ at }) => repetitions.find(({ start, end }) => start <= at && at <= end));
  const curves = useMemo((): ChartCurve[] => {
    const ranked = bestAndWorst(repetitions);
    const toneOf = (repetition: Repetition): ChartCurve['tone'] => {
      if (repetition === chosen) return 'accent';
      if (repetition === ranked?.best) return 'best';
      return repetition === ranked?.worst ? 'worst' : 'other';
    };
    const rows = laidOnOneAnother(measured, curve.id, 'both', repetitions);
    const all = repetitions.map((each, index) => ({
      label: nameOf(each),
      values: rows[index] ?? [],
      tone: toneOf(each),
    }));
    // What stands out is drawn last, over the others.
    return all.toSorted((a, b) => Number(a.tone !== 'other') - Number(b.tone !== 'other'));
  }, [measured, curve, repetitions, chosen]);
  return (
    <>
      <p className={classes.legend}>
        <span data-tone="best">Best</span>
        <span data-tone="worst">Worst</span>
        <span data-tone="accent">At the playhead</span>
      </p>
      <Chart
        label={`${sentence(curve.id)}, ${repetitions.length} repetitions laid on one another`}
        xs={SHARES}
        xWords={(x) => `${Math.round(x)}%`}
        unit={curve.unit}
        curves={curves}
        canvas={canvas}
      />
      <RepetitionTable
        {...{ repetitions, chosen }}
        unit={measured.curves.find(({ id }) => id === repetitions[0]?.range.measure)?.unit ?? ''}
        onPick={({ start }) => player.goTo(start)}
      />
    </>
  );
}

interface TableProps {
  repetitions: readonly Repetition[];
  chosen: Repetition | undefined;
  /** Of the range and of the difference of left and right. */
  unit: MeasuredCurve['unit'];
  onPick(repetition: Repetition): void;
}

function RepetitionTable({ repetitions, chosen, unit, onPick }: TableProps) {
  const written = (value: number) => inUnit(value, unit);
  return (
    <div className={classes.scroll}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Rep</th>
            <th scope="col">Range</th>
            <th scope="col">Tempo</th>
            <th scope="col">Left − right</th>
            <th scope="col">Score</th>
          </tr>
        </thead>
        <tbody>
          {repetitions.map((repetition) => {
            const { index, side, start, turn, end, range, asymmetry, score } = repetition;
            return (
              <tr key={`${index}-${side ?? ''}`} aria-current={repetition === chosen}>
                <th scope="row">
                  <Button variant="subtle" size="compact-sm" onClick={() => onPick(repetition)}>
                    {nameOf(repetition)}
                  </Button>
                </th>
                <td>{`${written(range.span)} (${written(range.min)} to ${written(range.max)})`}</td>
                <td>{`${seconds(turn - start)} + ${seconds(end - turn)}`}</td>
                <td>{asymmetry === undefined ? '–' : written(asymmetry)}</td>
                <td>{Math.round(score)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(2)} s`;
