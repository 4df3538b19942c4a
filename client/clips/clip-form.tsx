import { Button, Group, NativeSelect, NumberInput, SegmentedControl, Switch, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { CLIP_SPEEDS, type ClipWish, type NewClip } from '../../shared/contract/clips.ts';
import type { SessionFileItem } from '../../shared/contract/files.ts';
import type { AthleteRecord } from '../../shared/contract/rest.ts';
import { showFailure, showTrouble } from '../ui/show-failure.ts';
import { evenMoments, momentsOf, type Range, type Repetition, rangeOf, sourceFor, sourcesOf } from './clip-wish.ts';
import classes from './clips.module.css';

interface Props {
  files: readonly SessionFileItem[];
  athletes: readonly AthleteRecord[];
  /** Where the player is, ms of the session. */
  playhead: number;
  /** What is selected in the player. */
  selection?: Range | undefined;
  onMake(clip: NewClip): Promise<void>;
}

/** How far a range around the playhead goes at first, ms. */
const AROUND_PLAYHEAD_MS = 2_000;

const SPEEDS = CLIP_SPEEDS.map((speed) => ({
  value: String(speed),
  label: speed === 1 ? 'As it was' : `${speed} x`,
}));

const PAUSES = [
  { value: '0', label: 'Goes on' },
  ...[2, 3, 5].map((seconds) => ({ value: String(seconds), label: `Stands still for ${seconds} s` })),
];

/** Asks what a clip is to show, and how. */
export function ClipForm({ files, athletes, playhead, selection, onMake }: Props) {
  const repetitions = athletes.flatMap(({ id, name, feedback }) =>
    feedback.flatMap((event) => (event.type === 'repetition' ? [{ athlete: id, name, event }] : [])),
  );
  const [which, setWhich] = useState(selection || repetitions.length === 0 ? 'range' : '0');
  const [range, setRange] = useState<Range>(
    selection ?? { from: Math.max(0, playhead - AROUND_PLAYHEAD_MS), to: playhead + AROUND_PLAYHEAD_MS },
  );
  const [form, setForm] = useState<ClipWish['form']>('film');
  const [speed, setSpeed] = useState('1');
  const [pause, setPause] = useState('0');
  const [overlay, setOverlay] = useState(false);
  const [title, setTitle] = useState('');
  const [busy, setBusy] = useState(false);
  const sources = sourcesOf(files);
  const people = [
    ...new Map(sources.map(({ participantId, participant }) => [participantId ?? '', participant?.name])),
  ];
  const [person, setPerson] = useState('');
  const chosen = repetitions[Number(which)];
  const several = athletes.length > 1;
  const nameOf = (repetition: { name: string; event: Repetition }) =>
    `Rep ${repetition.event.index}${several ? ` of ${repetition.name}` : ''}`;
  const suggested = which !== 'range' && chosen ? nameOf(chosen) : 'Clip';

  const make = async (event: FormEvent) => {
    event.preventDefault();
    const shown = which !== 'range' && chosen ? rangeOf(chosen.event) : range;
    const source = sourceFor(sources, shown, person || chosen?.athlete);
    if (!source || shown.to <= shown.from) {
      showTrouble({ title: 'There is no recording of that time', advice: 'Choose another part of the session.' });
      return;
    }
    const moments = which !== 'range' && chosen ? momentsOf(chosen.event) : evenMoments(shown);
    const wish: ClipWish =
      form === 'film'
        ? {
            ...{ form, speed: CLIP_SPEEDS.find((each) => String(each) === speed) ?? 1, overlay },
            ...(pause !== '0' && { pauseMs: 1_000 * Number(pause) }),
          }
        : { form, moments, overlay };
    setBusy(true);
    try {
      await onMake({ sourceId: source.id, title: title.trim() || suggested, ...shown, wish });
      setTitle('');
    } catch (error) {
      showFailure(error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <form className={classes.form} onSubmit={(event) => void make(event)}>
      <SegmentedControl
        aria-label="Kind of clip"
        value={form}
        onChange={(value) => setForm(value === 'kinogram' ? 'kinogram' : 'film')}
        data={[
          { value: 'film', label: 'Film' },
          { value: 'kinogram', label: 'One picture of its phases' },
        ]}
      />
      <div className={classes.fields}>
        <NativeSelect
          label="What"
          value={which}
          onChange={(event) => setWhich(event.currentTarget.value)}
          data={[
            ...repetitions.map((repetition, index) => ({ value: String(index), label: nameOf(repetition) })),
            { value: 'range', label: 'A part of the session' },
          ]}
        />
        {which === 'range' &&
          (['from', 'to'] as const).map((end) => (
            <NumberInput
              key={end}
              label={end === 'from' ? 'From, seconds' : 'To, seconds'}
              value={range[end] / 1_000}
              min={0}
              decimalScale={2}
              step={0.1}
              onChange={(value) => setRange({ ...range, [end]: 1_000 * Number(value) })}
            />
          ))}
        {people.length > 1 && (
          <NativeSelect
            label="Whose picture"
            value={person}
            onChange={(event) => setPerson(event.currentTarget.value)}
            data={[
              { value: '', label: 'The athlete’s' },
              ...people.map(([id, name]) => ({ value: id, label: name ?? 'Somebody’s' })),
            ]}
          />
        )}
        {form === 'film' && (
          <NativeSelect
            label="Speed"
            value={speed}
            onChange={(event) => setSpeed(event.currentTarget.value)}
            data={SPEEDS}
          />
        )}
        {form === 'film' && (
          <NativeSelect
            label="At comments"
            value={pause}
            onChange={(event) => setPause(event.currentTarget.value)}
            data={PAUSES}
          />
        )}
        <TextInput
          label="Title"
          placeholder={suggested}
          value={title}
          maxLength={120}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
      </div>
      <Switch
        label={form === 'film' ? 'With skeleton, count and cues' : 'With skeleton'}
        checked={overlay}
        onChange={(event) => setOverlay(event.currentTarget.checked)}
      />
      <Group>
        <Button type="submit" loading={busy}>
          Make the clip
        </Button>
      </Group>
    </form>
  );
}
