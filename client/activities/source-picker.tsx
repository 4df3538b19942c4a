import { Alert, FileInput, List, MultiSelect, NumberInput, SegmentedControl, Select } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { CAMERA_VIEWS, type CameraView, MOVES } from '../../shared/athlete/index.ts';
import { TrackError } from '../../shared/coaching/index.ts';
import { sentence } from '../ui/words.ts';
import { breathe } from './pace.ts';
import classes from './preview.module.css';
import {
  faultsOf,
  isHold,
  isMove,
  type Performance,
  type Recording,
  RecordingError,
  readRecording,
} from './recording.ts';

interface Props {
  performance: Performance;
  onPerformance(performance: Performance): void;
  /** Undefined goes back to the synthetic athlete. */
  onFile(recording: Recording | undefined): void;
}

const named = (ids: readonly string[]) => ids.map((id) => ({ value: id, label: sentence(id) }));
/** A message begins as a sentence; signs and names in it stay as they are. */
const capitalised = (message: string) => message.charAt(0).toUpperCase() + message.slice(1);
const isView = (name: string): name is CameraView => Object.hasOwn(CAMERA_VIEWS, name);

/** What the definition is tried on: the synthetic athlete as chosen, or a recorded keypoint track. */
export function SourcePicker({ performance, onPerformance, onFile }: Props) {
  const [source, setSource] = useState<'athlete' | 'file'>('athlete');
  return (
    <div className={classes.source}>
      <SegmentedControl
        fullWidth
        aria-label="Tried on"
        value={source}
        onChange={(value) => {
          setSource(value as 'athlete' | 'file');
          onFile(undefined);
        }}
        data={[
          { value: 'athlete', label: 'Synthetic athlete' },
          { value: 'file', label: 'Recorded track' },
        ]}
      />
      {source === 'athlete' ? (
        <PerformanceForm performance={performance} onPerformance={onPerformance} />
      ) : (
        <TrackInput onFile={onFile} />
      )}
    </div>
  );
}

function PerformanceForm({ performance, onPerformance }: Pick<Props, 'performance' | 'onPerformance'>) {
  const { move, view, tempo, faults } = performance;
  const change = (changed: Partial<Performance>) => onPerformance({ ...performance, ...changed });
  const possible = faultsOf(move);
  return (
    <div className={classes.performance}>
      <Select
        label="Performs"
        data={named(Object.keys(MOVES))}
        value={move}
        onChange={(name) => name && isMove(name) && change({ move: name, faults: [], tempo: isHold(name) ? 8 : 3 })}
        allowDeselect={false}
        searchable
      />
      <Select
        label="Seen from"
        data={named(Object.keys(CAMERA_VIEWS))}
        value={view}
        onChange={(name) => name && isView(name) && change({ view: name })}
        allowDeselect={false}
      />
      <NumberInput
        label={isHold(move) ? 'Seconds a hold' : 'Seconds a rep'}
        value={tempo}
        onChange={(value) => typeof value === 'number' && value >= 0.3 && change({ tempo: Math.min(30, value) })}
        min={0.3}
        max={30}
        step={0.5}
        decimalScale={1}
      />
      {possible.length > 0 && (
        <MultiSelect
          className={classes.wide ?? ''}
          label="Faults in every second one"
          placeholder={faults.length === 0 ? 'None' : ''}
          data={named(possible)}
          value={[...faults]}
          onChange={(chosen) => change({ faults: chosen })}
          clearable
        />
      )}
    </div>
  );
}

function TrackInput({ onFile }: Pick<Props, 'onFile'>) {
  const [picked, setPicked] = useState<File | null>(null);
  const [problem, setProblem] = useState<string>();
  const [notes, setNotes] = useState<readonly string[]>([]);
  const [reading, setReading] = useState(false);
  useEffect(() => {
    setProblem(undefined);
    setNotes([]);
    if (!picked) return;
    const stop = new AbortController();
    setReading(true);
    readRecording(picked, { signal: stop.signal, breathe })
      .then(
        (recording) => {
          setNotes(recording.notes);
          onFile(recording);
        },
        (error: unknown) => {
          if (stop.signal.aborted) return;
          onFile(undefined);
          setProblem(explainTrack(error));
        },
      )
      .finally(() => !stop.signal.aborted && setReading(false));
    return () => stop.abort();
  }, [picked, onFile]);
  return (
    <>
      <FileInput
        label="Keypoint track"
        description={reading ? 'Reading…' : 'As “sideline track” takes it: a JSON value a line.'}
        placeholder="Choose a .jsonl file"
        leftSection={<IconFileUpload size={18} />}
        accept=".jsonl,.ndjson,.json,.txt"
        value={picked}
        onChange={setPicked}
        clearable
      />
      {notes.length > 0 && (
        <Alert color="blue" title="Not all was as it says" role="status">
          <List size="sm">
            {notes.map((note) => (
              <List.Item key={note}>{capitalised(note)}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      {problem && (
        <Alert color="orange" title="This file is no keypoint track" role="alert">
          {problem}
        </Alert>
      )}
    </>
  );
}

function explainTrack(error: unknown): string {
  if (error instanceof TrackError || error instanceof RecordingError) return capitalised(error.message);
  return error instanceof Error ? `It can’t be read: ${error.message}` : 'It can’t be read.';
}
