/** Side by side: two sessions, or two repetitions of one, at the same moment of the movement. */
import { Button, NativeSelect, SegmentedControl, Switch } from '@mantine/core';
import { type ReactNode, useEffect, useEffectEvent, useId, useState } from 'react';
import { createPortal } from 'react-dom';
import type { SessionRecord } from '../../../shared/contract/rest.ts';
import type { Compared } from '../lesson/stage.ts';
import { nameOf, type Repetition } from '../marks.ts';
import type { Screen } from '../player/use-screen.ts';
import { keepSliderKeys } from '../slider-keys.ts';
import classes from './compare-room.module.css';
import { CompareView } from './compare-view.tsx';
import type { OtherSide } from './compared.ts';
import { follow, type SyncPoint } from './link.ts';
import { ChooseOther, type SessionLibrary } from './other-side.tsx';
import { type Comparison, LAYOUTS, type Layout } from './paint-compared.ts';

interface Props {
  record: SessionRecord;
  screen: Screen;
  repetitions: readonly Repetition[];
  library: SessionLibrary;
  /** Where the picture goes. */
  place: HTMLElement;
  /** What is compared, each time that it changes; undefined when nothing is any more. Memoise it. */
  onCompared(compared: Compared | undefined): void;
}

const LAYOUT_NAMES: Readonly<Record<Layout, string>> = {
  beside: 'Beside',
  above: 'Above',
  wipe: 'Wipe',
  ghost: 'Ghost',
};
const isLayout = (value: string): value is Layout => LAYOUTS.some((layout) => layout === value);

export function CompareRoom({ library, ...props }: Props) {
  const { record, repetitions, screen } = props;
  // It stays when another session is chosen.
  const [comparison, setComparison] = useState<Comparison>({
    ...{ layout: 'beside', share: 0.5, aligned: true, skeletons: false },
  });
  return (
    <section className={classes.room} aria-label="Side by side">
      <ChooseOther {...{ library, record, repetitions, screen }}>
        {(other) => <ComparedRoom {...props} {...{ other, comparison }} onComparison={setComparison} />}
      </ChooseOther>
    </section>
  );
}

interface ComparedProps extends Omit<Props, 'library' | 'record'> {
  other: OtherSide;
  comparison: Comparison;
  onComparison(comparison: Comparison): void;
}

function ComparedRoom({ screen, repetitions, other, place, onCompared, comparison, onComparison }: ComparedProps) {
  const second = other.screen.player;
  const first = screen.player;
  const firstSync = (): SyncPoint => ({
    first: (other.made ?? repetitions[0])?.start ?? first.extent.from,
    second: other.repetitions.at(-1)?.start ?? second.extent.from,
  });
  const [sync, setSync] = useState(firstSync);
  const [linked, setLinked] = useState(true);
  const { source } = other;
  useEffect(
    () => onCompared({ comparison: { ...comparison, ...source }, player: second }),
    [onCompared, comparison, source, second],
  );
  useEffect(() => () => onCompared(undefined), [onCompared]);
  // The other side may become another one, which begins anew.
  const [synced, setSynced] = useState(second);
  if (second !== synced) {
    setSynced(second);
    setSync(firstSync());
  }
  const begin = useEffectEvent(() => first.goTo(sync.first));
  useEffect(() => begin(), [second]);
  useEffect(() => {
    if (linked) return follow(first, second, sync);
  }, [first, second, sync, linked]);

  const nudge = (frames: number) => {
    second.step(frames);
    void second.settled().then(() => setSync({ first: first.state.getState().at, second: second.state.getState().at }));
  };
  const change = (part: Partial<Comparison>) => onComparison({ ...comparison, ...part });
  const isOver = comparison.layout === 'wipe' || comparison.layout === 'ghost';
  return (
    <>
      {createPortal(
        <CompareView first={screen} second={other.screen} comparison={comparison} label="Both pictures" />,
        place,
      )}
      <SegmentedControl
        aria-label="How they are laid out"
        data={LAYOUTS.map((layout) => ({ value: layout, label: LAYOUT_NAMES[layout] }))}
        value={comparison.layout}
        onChange={(value) => {
          if (isLayout(value)) change({ layout: value });
        }}
      />
      {isOver && (
        <Share
          label={comparison.layout === 'wipe' ? 'Place of the line' : 'Strength of the second'}
          value={comparison.share}
          onChange={(share) => change({ share })}
        />
      )}
      <div className={classes.group}>
        {isOver && (
          <Switch
            label="Lay the bodies on one another"
            checked={comparison.aligned}
            onChange={({ currentTarget: { checked } }) => change({ aligned: checked })}
          />
        )}
        <Switch
          label="Skeletons"
          checked={comparison.skeletons}
          onChange={({ currentTarget: { checked } }) => change({ skeletons: checked })}
        />
        <Switch
          label="Move together"
          checked={linked}
          onChange={({ currentTarget: { checked } }) => {
            // They go on together from where they are now.
            if (checked) setSync({ first: first.state.getState().at, second: second.state.getState().at });
            setLinked(checked);
          }}
        />
      </div>
      <div className={classes.group}>
        <Choose
          label="First"
          repetitions={repetitions}
          onChoose={({ start }) => {
            setSync({ ...sync, first: start });
            first.goTo(start);
          }}
        />
        <Choose
          label="Second"
          repetitions={other.repetitions}
          onChoose={({ start }) => {
            setSync({ first: sync.first, second: start });
            first.goTo(sync.first);
          }}
        />
        <Nudge onNudge={nudge} />
      </div>
    </>
  );
}

function Nudge({ onNudge }: { onNudge(frames: number): void }): ReactNode {
  return (
    <div className={classes.group}>
      Second by frames
      <Button.Group aria-label="Move the second">
        {[-10, -1, 1, 10].map((frames) => (
          <Button
            key={frames}
            variant="default"
            aria-label={`Second ${Math.abs(frames)} ${Math.abs(frames) === 1 ? 'frame' : 'frames'} ${frames < 0 ? 'back' : 'on'}`}
            onClick={() => onNudge(frames)}
          >
            {frames > 0 ? `+${frames}` : `−${-frames}`}
          </Button>
        ))}
      </Button.Group>
    </div>
  );
}

interface ChooseProps {
  label: string;
  repetitions: OtherSide['repetitions'];
  onChoose(repetition: OtherSide['repetitions'][number]): void;
}

/** A repetition whose begin is laid on that of the other side. */
function Choose({ label, repetitions, onChoose }: ChooseProps) {
  if (repetitions.length === 0) return null;
  return (
    <NativeSelect
      aria-label={`${label} side from`}
      data={[
        { value: '', label: `${label}: from where it is` },
        ...repetitions.map((repetition, index) => ({ value: String(index), label: `${label}: ${nameOf(repetition)}` })),
      ]}
      onChange={({ currentTarget: { value } }) => {
        const repetition = value === '' ? undefined : repetitions[Number(value)];
        if (repetition) onChoose(repetition);
      }}
    />
  );
}

interface ShareProps {
  label: string;
  value: number;
  onChange(value: number): void;
}

function Share({ label, value, onChange }: ShareProps) {
  const id = useId();
  return (
    <span className={classes.share}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="range"
        min={0}
        max={100}
        value={Math.round(value * 100)}
        onKeyDown={keepSliderKeys}
        onChange={({ currentTarget: { value: percent } }) => onChange(Number(percent) / 100)}
      />
    </span>
  );
}
