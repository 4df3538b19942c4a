import { Alert, Button, NativeSelect, Stack, Text, TextInput, Title } from '@mantine/core';
import { type DragEvent, type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { ACTIVITIES } from '../../shared/coaching/index.ts';
import { GUESSED, type Upload } from '../../shared/contract/uploads.ts';
import { useActivities } from '../activities/use-activities.ts';
import { useChanges } from '../changes/use-changes.ts';
import { explain } from '../explain.ts';
import { showFailure } from '../ui/show-failure.ts';
import { SignedIn } from '../ui/signed-in.tsx';
import { type Sending, useFilmSender } from '../uploads/film-sender.ts';
import { UploadRow } from '../uploads/upload-row.tsx';
import { uploadsApi } from '../uploads/uploads-api.ts';
import { useDropGuard } from '../uploads/use-drop-guard.ts';
import classes from './uploads.module.css';

/** While something is under way the server is asked this often, ms; else now and then, since a change may be missed. */
const ASK_EVERY_MS = 1_000;
const ASK_AT_REST_MS = 15_000;

/** Films become sessions: drop them, watch them being judged. */
export function UploadsPage() {
  return <SignedIn why="Give your name to upload films.">{(token) => <Uploads token={token} />}</SignedIn>;
}

function Uploads({ token }: { token: string }) {
  const { sendings, send, drop } = useFilmSender();
  const { uploads, error, ask } = useUploads(token, sendings.length);
  const chooser = useRef<HTMLButtonElement>(null);
  useDropGuard();
  const remove = async (upload: Upload | undefined, sending: Sending | undefined) => {
    if (sending) drop(sending.key);
    const id = upload?.id ?? sending?.id;
    try {
      if (id) await uploadsApi.remove(token, id);
    } catch (failure) {
      showFailure(failure);
    }
    ask();
    // The button that was pressed goes with its row: who uses the keyboard goes on from above the list.
    chooser.current?.focus({ preventScroll: true });
  };
  const begun = new Set(uploads.map(({ id }) => id));
  const unfinished = uploads.filter(({ status }) => status === 'uploading').map(({ id }) => id);
  const news = sendings.filter(({ id }) => id === undefined || !begun.has(id));
  return (
    <div className={classes.page}>
      <div>
        <Title order={1} size="h2">
          Upload films
        </Title>
        <Text c="var(--soft)">
          Every film is counted and judged like a live session, and becomes one. MP4, MOV, WebM or MKV, up to 4 GB.
        </Text>
      </div>
      <FilmForm
        token={token}
        chooser={chooser}
        onFilms={(films, wish) => films.map((file) => send(token, { file, wish }, unfinished))}
      />
      {error !== undefined && (
        <Alert color="orange" title={explain(error).title} role="alert">
          {explain(error).advice}
        </Alert>
      )}
      {news.length + uploads.length > 0 && (
        <section aria-labelledby="films">
          <Title order={2} size="h4" mb="sm" id="films">
            Your films
          </Title>
          <ul className={classes.list}>
            {news.map((sending) => (
              <li key={sending.key}>
                <UploadRow upload={undefined} sending={sending} onRemove={() => void remove(undefined, sending)} />
              </li>
            ))}
            {uploads.map((upload) => {
              const sending = upload.status === 'uploading' ? sendings.find(({ id }) => id === upload.id) : undefined;
              return (
                <li key={upload.id}>
                  <UploadRow upload={upload} sending={sending} onRemove={() => void remove(upload, sending)} />
                </li>
              );
            })}
          </ul>
        </section>
      )}
    </div>
  );
}

interface FilmFormProps {
  token: string;
  chooser: RefObject<HTMLButtonElement | null>;
  onFilms(films: File[], wish: { activity: string; athlete?: string }): void;
}

function FilmForm({ token, chooser, onFilms }: FilmFormProps) {
  const [known] = useActivities(token);
  const { own, builtIn } = known.state === 'loaded' ? known.value : { own: [], builtIn: ACTIVITIES };
  const [activity, setActivity] = useState<string>(GUESSED);
  const [athlete, setAthlete] = useState('');
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const take = (files: FileList | null) => {
    const name = athlete.trim();
    onFilms([...(files ?? [])], { activity, ...(name && { athlete: name }) });
  };
  const drag = (event: DragEvent, isOver: boolean) => {
    event.preventDefault();
    setOver(isOver);
  };
  return (
    <Stack gap="md" className={classes.form}>
      <div className={classes.fields}>
        <NativeSelect
          label="Activity"
          value={activity}
          onChange={(event) => setActivity(event.currentTarget.value)}
          data={[
            { value: GUESSED, label: 'Guess it from the film' },
            ...[...own, ...builtIn].map(({ id, name }) => ({ value: id, label: name.en })),
          ]}
        />
        <TextInput
          label="Athlete"
          placeholder="Me"
          description="Who is in the film, if it is not you."
          inputWrapperOrder={['label', 'input', 'description']}
          value={athlete}
          maxLength={60}
          onChange={(event) => setAthlete(event.currentTarget.value)}
        />
      </div>
      {/* The button in it does the same without a mouse. */}
      <section
        aria-label="Films to upload"
        className={classes.drop}
        data-over={over || undefined}
        onDragOver={(event) => drag(event, true)}
        onDragLeave={(event) => drag(event, false)}
        onDrop={(event) => {
          drag(event, false);
          take(event.dataTransfer.files);
        }}
      >
        <Text>Drop films here</Text>
        <Button ref={chooser} onClick={() => input.current?.click()}>
          Choose films
        </Button>
        <input
          ref={input}
          type="file"
          accept="video/*,.mkv"
          multiple
          hidden
          aria-label="Films"
          onChange={(event) => {
            take(event.currentTarget.files);
            event.currentTarget.value = '';
          }}
        />
      </section>
    </Stack>
  );
}

/** @param sending how many films this page sends: when that changes, the server has news */
function useUploads(token: string, sending: number) {
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const [error, setError] = useState<unknown>();
  const [asked, setAsked] = useState(0);
  const ask = useCallback(() => setAsked((times) => times + 1), []);
  useChanges(
    token,
    'own',
    'uploads',
    useCallback(async () => ask(), [ask]),
  );
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const load = async () => {
      let isUnderWay = sending > 0;
      try {
        const found = await uploadsApi.list(token);
        if (isOver) return;
        isUnderWay ||= found.some(({ status }) => status === 'queued' || status === 'analysing');
        setUploads(found);
        setError(undefined);
      } catch (failure) {
        if (!isOver) setError(failure);
      }
      if (!isOver) timer = setTimeout(() => void load(), isUnderWay ? ASK_EVERY_MS : ASK_AT_REST_MS);
    };
    void load();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [token, sending, asked]);
  return { uploads, error, ask };
}
