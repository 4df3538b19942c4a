/** Chooses what is compared with: the same session, or another one. */
import { NativeSelect } from '@mantine/core';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { moveOf } from '../../../shared/athlete/index.ts';
import type { SessionFileItem } from '../../../shared/contract/files.ts';
import type { SessionListItem, SessionRecord } from '../../../shared/contract/rest.ts';
import { OnceLoaded } from '../../ui/failure.tsx';
import { useLoaded } from '../../ui/use-loaded.ts';
import { dateAndTime } from '../../ui/words.ts';
import { type Repetition, repetitionsOf } from '../marks.ts';
import { picturedLanesOf } from '../parts.ts';
import type { FreshUrl } from '../player/keypoint-track.ts';
import { type Screen, useScreen } from '../player/use-screen.ts';
import type { OtherSide } from './compared.ts';
import { ModelSide } from './model-side.tsx';

/** Reads sessions, for whoever is signed in. */
export interface SessionLibrary {
  list(): Promise<readonly SessionListItem[]>;
  open(id: string): Promise<{ record: SessionRecord; files: readonly SessionFileItem[]; fresh: FreshUrl }>;
}

interface Props {
  library: SessionLibrary;
  /** The session that is looked at, and the repetitions that are seen in it. */
  record: SessionRecord;
  repetitions: readonly Repetition[];
  screen: Screen;
  children(side: OtherSide): ReactNode;
}

/** Stands among the ids of sessions. */
const MODEL = 'model';

export function ChooseOther({ library, record, repetitions, screen, children }: Props) {
  const [id, setId] = useState(record.id);
  const sessions = useLoaded(useCallback(() => library.list(), [library]));
  const move = record.definition && moveOf(record.definition.figure);
  return (
    <>
      <OnceLoaded loaded={sessions} what="the sessions">
        {(list) => (
          <NativeSelect
            label="Compare with"
            data={[
              { value: record.id, label: 'This session' },
              ...(move ? [{ value: MODEL, label: 'The model athlete' }] : []),
              ...list
                .filter((each) => each.id !== record.id && each.status !== 'live')
                .map((each) => ({ value: each.id, label: `${each.activityName.en}, ${dateAndTime(each.createdAt)}` })),
            ]}
            value={id}
            onChange={({ currentTarget: { value } }) => setId(value)}
          />
        )}
      </OnceLoaded>
      {id === MODEL && move ? (
        <ModelSide {...{ move, repetitions, screen }}>{children}</ModelSide>
      ) : (
        <SessionSide {...{ library, id }}>{children}</SessionSide>
      )}
    </>
  );
}

function SessionSide({ library, id, children }: Pick<Props, 'library' | 'children'> & { id: string }) {
  const opened = useLoaded(useCallback(() => library.open(id), [library, id]));
  return (
    <OnceLoaded loaded={opened} what="the session to compare with">
      {(session) => <Opened {...session}>{children}</Opened>}
    </OnceLoaded>
  );
}

interface OpenedProps extends Pick<Props, 'children'> {
  record: SessionRecord;
  files: readonly SessionFileItem[];
  fresh: FreshUrl;
}

const NO_LANES: readonly never[] = [];

/**
 * A session beside the one that is looked at, without sound.
 * @param participantId whose picture; that of the first who has one where left out
 */
export function useOtherScreen(files: readonly SessionFileItem[], fresh: FreshUrl, participantId?: string | null) {
  const lane = useMemo(() => {
    const lanes = picturedLanesOf(files);
    return participantId === undefined ? lanes[0] : lanes.find((each) => each.participantId === participantId);
  }, [files, participantId]);
  // One sound is enough: that of the first side.
  return { lane, screen: useScreen({ files, lanes: NO_LANES, lane, fresh }) };
}

function Opened({ record, files, fresh, children }: OpenedProps) {
  const { lane, screen } = useOtherScreen(files, fresh);
  const repetitions = useMemo(
    () => repetitionsOf(record.athletes.find(({ id }) => id === lane?.participantId)?.feedback ?? []),
    [record, lane],
  );
  const participantId = lane?.participantId ?? null;
  const side = useMemo(
    (): OtherSide | undefined => screen && { screen, repetitions, source: { sessionId: record.id, participantId } },
    [record.id, participantId, screen, repetitions],
  );
  if (!lane) return <p>Nothing of that session can be looked at: no picture was recorded.</p>;
  return side ? children(side) : null;
}
