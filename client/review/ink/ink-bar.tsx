import { Button, Group, NativeSelect, NumberInput, SegmentedControl } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Point } from '../../../shared/contract/board.ts';
import { type FollowedKeypoint, followedKeypointSchema } from '../../../shared/contract/comment-ink.ts';
import { CM_PER_INCH } from '../../../shared/contract/units.ts';
import { Toolbar } from '../../board/toolbar.tsx';
import { useUnits } from '../../ui/units.ts';
import classes from './ink.module.css';
import { keypointWords } from './measures.ts';
import { followedBy, INK_TOOLS, isPutByTap, type TapTool } from './tools.ts';
import type { InkHand } from './use-ink.ts';

interface Props {
  hand: InkHand;
  /** Goes to where the drawing is kept with a comment; absent where there are no comments. */
  onKeep: (() => void) | undefined;
}

/** The tools to draw on the film with. */
export function InkBar({ hand, onKeep }: Props) {
  const { sketch, style, drawing, setStyle, setDrawing } = hand;
  const isEmpty = useStore(sketch.state, ({ ink }) => ink.length === 0);
  const { tool } = style;
  const bar = useRef<HTMLDivElement>(null);
  // On a phone it may be out of sight above the button that opens it.
  useEffect(() => {
    bar.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <div className={classes.bar} ref={bar}>
      <Toolbar
        {...{ style, drawing, onStyle: setStyle, onDrawing: setDrawing, mayClearAll: false }}
        tools={INK_TOOLS}
        onUndo={() => sketch.undo()}
        onClear={() => sketch.clear()}
      />
      <Group gap="xs">
        {drawing && isPutByTap(tool) && <Put key={tool} hand={hand} tool={tool} />}
        {drawing && tool === 'distance' && <KnownLength hand={hand} />}
        {onKeep && !isEmpty && (
          <Button size="sm" onClick={onKeep}>
            Keep with a comment
          </Button>
        )}
      </Group>
    </div>
  );
}

/** Where a mark that is put there by its button appears. */
const CORNER: Point = [0.05, 0.1];

/** Puts a mark there without a pointer: on a joint by its name. */
function Put({ hand, tool }: { hand: InkHand; tool: TapTool }) {
  const names = followedBy(tool);
  const [name, setName] = useState<FollowedKeypoint | undefined>(names[0]);
  const { style, span } = hand;
  return (
    <>
      {names.length > 0 && (
        <NativeSelect
          aria-label="Joint"
          data={names.map((value) => ({ value, label: keypointWords(value) }))}
          value={name ?? ''}
          onChange={({ currentTarget: { value } }) => setName(followedKeypointSchema.safeParse(value).data)}
        />
      )}
      {tool === 'trail' && (
        <SegmentedControl
          aria-label="Length of the trail"
          data={[
            { value: 'around', label: '± 1 s' },
            { value: 'whole', label: 'Whole' },
          ]}
          value={span}
          onChange={(value) => hand.setSpan(value === 'whole' ? 'whole' : 'around')}
        />
      )}
      <Button variant="default" size="sm" onClick={() => hand.put({ ...style, tool }, CORNER, name)}>
        {names.length > 0 ? 'Add' : 'Start here'}
      </Button>
      {names.length > 0 && <span className={classes.soft}>or tap a joint</span>}
    </>
  );
}

/** What a length may be at most. */
const LONGEST_CM = 100_000;

/** How long the newest line is, so that the other ones are measured by it. */
function KnownLength({ hand: { sketch } }: { hand: InkHand }) {
  const newest = useStore(sketch.state, ({ ink }) => ink.findLast(({ tool }) => tool === 'distance'));
  const units = useUnits();
  const inCm = units === 'metric' ? 1 : CM_PER_INCH;
  if (!newest) return <span className={classes.soft}>Draw along something whose length you know.</span>;
  return (
    <NumberInput
      key={newest.id}
      label="This line is"
      suffix={units === 'metric' ? ' cm' : ' in'}
      min={0.1}
      max={Math.floor(LONGEST_CM / inCm)}
      decimalScale={1}
      className={classes.length ?? ''}
      value={newest.length === undefined ? '' : Number((newest.length / inCm).toFixed(1))}
      onChange={(value) => sketch.setLength(typeof value === 'number' && value >= 0.1 ? value * inCm : undefined)}
    />
  );
}
