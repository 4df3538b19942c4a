import { Button, Group, Loader, Text, Title } from '@mantine/core';
import { IconDownload, IconMovie, IconShare, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { Clip, ClipFailure } from '../../shared/contract/clips.ts';
import type { AthleteRecord } from '../../shared/contract/rest.ts';
import { reviewApi } from '../review-api.ts';
import { OnceLoaded } from '../ui/failure.tsx';
import { showFailure } from '../ui/show-failure.ts';
import { useLoaded } from '../ui/use-loaded.ts';
import { fileSize, momentTime } from '../ui/words.ts';
import { sayIfAlreadyThere } from './already-there.ts';
import { ClipForm } from './clip-form.tsx';
import { ClipMedia } from './clip-media.tsx';
import type { Range } from './clip-wish.ts';
import classes from './clips.module.css';
import { ShareDialog } from './share-dialog.tsx';
import type { ClipsOfSession } from './use-clips.ts';
import { useFiles } from './use-files.ts';

interface Props extends ClipsOfSession {
  token: string;
  sessionId: string;
  athletes: readonly AthleteRecord[];
  /** Where the player is, ms of the session. */
  playhead: number;
  /** What is selected in the player. */
  selection?: Range | undefined;
}

/** The clips of a session: makes, shows, shares and deletes them. */
export function ClipsPanel({ loaded, clips, refresh, token, sessionId, athletes, playhead, selection }: Props) {
  const [making, setMaking] = useState(false);
  const [sharing, setSharing] = useState<Clip>();
  return (
    <section className={classes.panel} aria-labelledby="clips-title">
      <Group justify="space-between">
        <Title order={2} size="h4" id="clips-title">
          Clips
        </Title>
        <Button
          size="compact-md"
          variant={making ? 'default' : 'light'}
          leftSection={<IconMovie size={18} />}
          aria-expanded={making}
          onClick={() => setMaking(!making)}
        >
          {making ? 'Close' : 'Make a clip'}
        </Button>
      </Group>
      {making && (
        <NewClip
          {...{ token, sessionId, athletes, playhead, selection }}
          onMade={async () => {
            setMaking(false);
            await refresh();
          }}
        />
      )}
      <OnceLoaded loaded={loaded} what="the clips">
        {() =>
          clips.length === 0 ? (
            !making && <Text c="var(--soft)">A repetition or any part as a film or picture, to keep or to share.</Text>
          ) : (
            <ul className={classes.clips}>
              {clips.map((clip) => (
                <li key={clip.id}>
                  <ClipView
                    clip={clip}
                    onShare={() => setSharing(clip)}
                    onRemove={() => reviewApi.removeClip(token, sessionId, clip.id).then(refresh).catch(showFailure)}
                    onDownload={async () => {
                      try {
                        const fresh = (await reviewApi.clips(token, sessionId)).find(({ id }) => id === clip.id)?.url;
                        if (fresh) window.location.assign(`${fresh}&download`);
                      } catch (error) {
                        showFailure(error);
                      }
                    }}
                    onRunOut={() => void refresh().catch(showFailure)}
                  />
                </li>
              ))}
            </ul>
          )
        }
      </OnceLoaded>
      {sharing && (
        <ShareDialog token={token} sessionId={sessionId} clip={sharing} onClose={() => setSharing(undefined)} />
      )}
    </section>
  );
}

function NewClip(
  props: Pick<Props, 'token' | 'sessionId' | 'athletes' | 'playhead' | 'selection'> & { onMade(): Promise<void> },
) {
  const { token, sessionId, athletes, playhead, selection, onMade } = props;
  const loaded = useLoaded(useFiles(token, sessionId));
  return (
    <OnceLoaded loaded={loaded} what="the recordings">
      {(files) => (
        <ClipForm
          {...{ files, athletes, playhead, selection }}
          onMake={async (clip) => {
            sayIfAlreadyThere(await reviewApi.makeClip(token, sessionId, clip));
            await onMade();
          }}
        />
      )}
    </OnceLoaded>
  );
}

const FAILURES: Readonly<Record<ClipFailure['code'], string>> = {
  unreadable_film: 'The recording can’t be read at this place.',
  source_lost: 'The recording is gone.',
  making_failed: 'The recording ended the program that reads it. Try a shorter part.',
};

interface ClipProps {
  clip: Clip;
  onShare(): void;
  onRemove(): void;
  onDownload(): void;
  /** Its address is good no more. */
  onRunOut(): void;
}

function ClipView({ clip, onShare, onRemove, onDownload, onRunOut }: ClipProps) {
  const { title, form, from, to, maker, state, failure, progress, bytes, url, own } = clip;
  return (
    <article className={classes.clip} aria-label={title}>
      {url && <ClipMedia {...{ form, url, title }} onTrouble={onRunOut} />}
      <div>
        <strong className={classes.title}>{title}</strong>
        <Text c="var(--soft)" size="sm">
          {[`${momentTime(from)} to ${momentTime(to)}`, maker, ...(bytes === null ? [] : [fileSize(bytes)])].join(
            ' · ',
          )}
        </Text>
      </div>
      {state === 'waiting' && (
        <div className={classes.waiting} role="status">
          {progress === null ? (
            <Loader size="sm" aria-hidden />
          ) : (
            <progress max={1} value={progress} aria-label={`How far ${title} is`} />
          )}
          <span>{progress === null ? 'Waits for its turn' : 'Is being made'}</span>
        </div>
      )}
      {failure && <Text>{FAILURES[failure.code]}</Text>}
      <div className={classes.actions}>
        {state === 'ready' && (
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            leftSection={<IconDownload size={16} />}
            aria-label={`Download ${title}`}
            onClick={onDownload}
          >
            Download
          </Button>
        )}
        {state === 'ready' && own && (
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            leftSection={<IconShare size={16} />}
            aria-label={`Share ${title}`}
            onClick={onShare}
          >
            Share
          </Button>
        )}
        {own && (
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            leftSection={<IconTrash size={16} />}
            aria-label={`Delete ${title}`}
            onClick={onRemove}
          >
            Delete
          </Button>
        )}
      </div>
    </article>
  );
}
