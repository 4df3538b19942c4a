import { Button, Group, Modal, Text, Title } from '@mantine/core';
import { IconDownload, IconMovie, IconTrash } from '@tabler/icons-react';
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { topicOfSession } from '../../shared/contract/changes.ts';
import { api } from '../api.ts';
import { useChanges } from '../changes/use-changes.ts';
import { hasPictures, originalsOf, type Shown } from '../review/parts.ts';
import { OnceLoaded } from '../ui/failure.tsx';
import { showFailure } from '../ui/show-failure.ts';
import { useLoaded } from '../ui/use-loaded.ts';
import { clockTime, fileSize, ROLE_NAMES } from '../ui/words.ts';
import classes from './session-files.module.css';

/** A link is asked for anew when it has run out; one that fails at once is no such link. */
const ASK_AGAIN_AFTER_MS = 5_000;

interface RecordingsProps {
  token: string;
  sessionId: string;
  /** A player is at this moment of the session, ms. */
  onMoment(ms: number): void;
  /** Is given what goes to a moment of the session, in the part that has it. */
  seek: RefObject<(ms: number) => void>;
}

/** The recordings and films of a session, part by part. */
export function Recordings({ token, sessionId, onMoment, seek }: RecordingsProps) {
  const load = useCallback(() => api.sessionFiles(token, sessionId), [token, sessionId]);
  const loaded = useLoaded(load);
  useChanges(token, topicOfSession(sessionId), 'files', loaded[2]);
  const players = useRef(new Map<Shown, HTMLMediaElement>());
  useEffect(() => {
    seek.current = (ms) => {
      const at = [...players.current].find(
        ([{ original }]) => original.startedAt <= ms && ms <= (original.endedAt ?? Number.POSITIVE_INFINITY),
      );
      if (!at) return;
      const [{ original }, media] = at;
      media.pause();
      media.currentTime = (ms - original.startedAt) / 1_000;
      media.scrollIntoView({ block: 'nearest' });
    };
  }, [seek]);
  const freshUrl = async (id: string) => (await load()).find((file) => file.id === id)?.url ?? undefined;
  return (
    <OnceLoaded loaded={loaded} what="the recordings">
      {(files) => {
        const parts = originalsOf(files);
        if (parts.length === 0) return null;
        return (
          <section aria-labelledby="recordings-title">
            <Title order={2} size="h4" mb="sm" id="recordings-title">
              {parts.every(({ original }) => original.kind === 'film') ? 'Film' : 'Recordings'}
            </Title>
            {hasPictures(files) && (
              <Button
                component={Link}
                to={`/sessions/${sessionId}/review`}
                mb="md"
                leftSection={<IconMovie size={18} />}
              >
                Review frame by frame
              </Button>
            )}
            <ul className={classes.parts}>
              {parts.map((part) => (
                <li key={part.original.id}>
                  <PartView
                    {...part}
                    freshUrl={freshUrl}
                    onTime={(seconds) => onMoment(part.original.startedAt + 1_000 * seconds)}
                    onPlayer={(media) => {
                      players.current.set(part, media);
                      return () => players.current.delete(part);
                    }}
                  />
                </li>
              ))}
            </ul>
          </section>
        );
      }}
    </OnceLoaded>
  );
}

interface PartProps extends Shown {
  freshUrl(id: string): Promise<string | undefined>;
  /** Where in the part its player is, s. */
  onTime(seconds: number): void;
  /** The part has a player; what is returned is called when it has none any more. */
  onPlayer(media: HTMLMediaElement): () => void;
}

function PartView({ original, shown, freshUrl, onTime, onPlayer }: PartProps) {
  const { participant, startedAt, endedAt, bytes, state } = original;
  const who = participant ? `${participant.name}, ${ROLE_NAMES[participant.role].toLowerCase()}` : undefined;
  const when = endedAt === null ? `from ${clockTime(startedAt)}` : `${clockTime(startedAt)} to ${clockTime(endedAt)}`;
  const label = [who, when].filter((words) => words !== undefined).join(' · ');
  const download = async () => {
    try {
      const url = await freshUrl(original.id);
      if (url) window.location.assign(`${url}&download`);
    } catch (error) {
      showFailure(error);
    }
  };
  return (
    <figure className={classes.part}>
      {state === 'lost' || shown.url === null ? (
        <div className={classes.nothing}>This part was lost before it could be stored.</div>
      ) : (
        <Player
          url={shown.url}
          label={label}
          sound={shown.about.hasVideo === false}
          again={() => freshUrl(shown.id)}
          onTime={onTime}
          onPlayer={onPlayer}
        />
      )}
      <figcaption className={classes.caption}>
        <span>{label}</span>
        {state === 'growing' && <span className={classes.soft}>being recorded</span>}
        {bytes !== null && <span className={classes.soft}>{fileSize(bytes)}</span>}
        {state !== 'lost' && (
          <Button
            variant="subtle"
            color="gray"
            size="compact-sm"
            leftSection={<IconDownload size={16} />}
            aria-label={`Download ${label}`}
            onClick={() => void download()}
          >
            Download
          </Button>
        )}
      </figcaption>
    </figure>
  );
}

interface PlayerProps extends Pick<PartProps, 'onTime' | 'onPlayer'> {
  url: string;
  label: string;
  /** Whether there is nothing but sound. */
  sound: boolean;
  /** A new link, for when this one has run out. */
  again(): Promise<string | undefined>;
}

/** Plays on where it was when its link has to be renewed. */
function Player({ url, label, sound, again, onTime, onPlayer }: PlayerProps) {
  const [source, setSource] = useState(url);
  const resume = useRef<{ at: number; playing: boolean }>(undefined);
  const asked = useRef(0);
  const renew = async (media: HTMLMediaElement) => {
    if (performance.now() - asked.current < ASK_AGAIN_AFTER_MS && asked.current > 0) return;
    asked.current = performance.now();
    resume.current = { at: media.currentTime, playing: !media.paused };
    try {
      const fresh = await again();
      if (fresh) setSource(fresh);
    } catch (error) {
      showFailure(error);
    }
  };
  const goOn = (media: HTMLMediaElement) => {
    const { at, playing } = resume.current ?? { at: 0, playing: false };
    resume.current = undefined;
    if (at > 0) media.currentTime = at;
    if (playing) media.play().catch((error: unknown) => console.info('sideline:', error));
  };
  const Media = sound ? 'audio' : 'video';
  return (
    <Media
      ref={(media: HTMLMediaElement | null) => (media ? onPlayer(media) : undefined)}
      className={classes.player}
      src={source}
      controls
      preload="metadata"
      playsInline
      aria-label={label}
      onError={(event) => void renew(event.currentTarget)}
      onTimeUpdate={(event) => onTime(event.currentTarget.currentTime)}
      onLoadedMetadata={(event) => goOn(event.currentTarget)}
    />
  );
}

/** Deletes the session for good, after asking. */
export function DeleteSession({ token, sessionId }: { token: string; sessionId: string }) {
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const remove = async () => {
    setBusy(true);
    try {
      await api.removeSession(token, sessionId);
      await navigate('/sessions', { replace: true });
    } catch (error) {
      showFailure(error);
      setBusy(false);
    }
  };
  return (
    <>
      <Button
        variant="default"
        className={classes.delete}
        leftSection={<IconTrash size={18} />}
        onClick={() => setAsking(true)}
      >
        Delete the session
      </Button>
      <Modal opened={asking} onClose={() => setAsking(false)} title="Delete the session?">
        <Text>
          Its record, recordings and films are deleted for everyone who took part, and can’t be brought back. If it is
          live, it ends.
        </Text>
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={() => setAsking(false)}>
            Keep it
          </Button>
          <Button color="red.9" loading={busy} onClick={() => void remove()}>
            Delete for good
          </Button>
        </Group>
      </Modal>
    </>
  );
}
