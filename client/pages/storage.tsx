import { Button, Group, Text, Title } from '@mantine/core';
import { useCallback, useState } from 'react';
import { Link } from 'react-router';
import type { Storage, StoredSession } from '../../shared/contract/storage.ts';
import { api } from '../api.ts';
import { OnceLoaded } from '../ui/failure.tsx';
import { Message } from '../ui/message.tsx';
import { showFailure } from '../ui/show-failure.ts';
import { SignedIn } from '../ui/signed-in.tsx';
import { useLoaded } from '../ui/use-loaded.ts';
import { dateAndTime, fileSize } from '../ui/words.ts';
import classes from './storage.module.css';

/** How much room one's sessions take, how long they are kept, and what to do about it. */
export function StoragePage() {
  return (
    <SignedIn why="Give your name to see what your sessions keep.">{(token) => <Loaded token={token} />}</SignedIn>
  );
}

function Loaded({ token }: { token: string }) {
  const loaded = useLoaded(useCallback(() => api.storage(token), [token]));
  return (
    <OnceLoaded loaded={loaded} what="the storage">
      {(storage) => <Kept token={token} storage={storage} onChanged={loaded[1]} />}
    </OnceLoaded>
  );
}

interface KeptProps {
  token: string;
  storage: Storage;
  onChanged(): void;
}

function Kept({ token, storage, onChanged }: KeptProps) {
  const { bytes, files, serverKeepsDays, sessions } = storage;
  if (files === 0) {
    return (
      <Message title="Nothing is kept" actions={<ToSessions />}>
        Recordings and films of your own sessions stand here, with the room that they take.
      </Message>
    );
  }
  return (
    <>
      <Title order={1} size="h2">
        Storage
      </Title>
      <Text c="var(--soft)" mb="lg">
        <span>{`${fileSize(bytes)} in ${files} ${files === 1 ? 'file' : 'files'} of your sessions, the oldest first. `}</span>
        <span>
          {serverKeepsDays === 0
            ? 'This server keeps them for ever, unless you delete them.'
            : `This server keeps them for ${serverKeepsDays} ${serverKeepsDays === 1 ? 'day' : 'days'}, unless you keep them for ever.`}
        </span>
      </Text>
      <ul className={classes.list}>
        {sessions.map((session) => (
          <li key={session.id}>
            <Row token={token} session={session} onChanged={onChanged} />
          </li>
        ))}
      </ul>
    </>
  );
}

const ToSessions = () => (
  <Button component={Link} to="/sessions" variant="default">
    All sessions
  </Button>
);

interface RowProps {
  token: string;
  session: StoredSession;
  onChanged(): void;
}

function Row({ token, session, onChanged }: RowProps) {
  const { id, activityName, createdAt, bytes, keptForDays, removedAt } = session;
  const [deleting, setDeleting] = useState(false);
  const [busy, setBusy] = useState(false);
  const change = async (work: Promise<unknown>) => {
    setBusy(true);
    try {
      await work;
      onChanged();
    } catch (error) {
      showFailure(error);
    } finally {
      setBusy(false);
    }
  };
  const forEver = keptForDays === 0;
  const name = `${activityName.en}, ${dateAndTime(createdAt)}`;
  return (
    <div className={classes.row}>
      <span className={classes.what}>
        <Link to={`/sessions/${id}`}>{activityName.en}</Link>
        <span className={classes.soft}>{dateAndTime(createdAt)}</span>
      </span>
      <span className={classes.size}>{fileSize(bytes)}</span>
      <span className={classes.soft}>
        {forEver ? 'kept for ever' : removedAt ? `removed on ${dateAndTime(removedAt)}` : 'kept'}
      </span>
      <Group gap="xs" className={classes.actions}>
        {deleting ? (
          <>
            <Button size="xs" variant="default" onClick={() => setDeleting(false)}>
              Keep it
            </Button>
            <Button
              size="xs"
              color="red.9"
              loading={busy}
              onClick={() => void change(api.removeSession(token, id))}
              aria-label={`Delete for good: ${name}`}
            >
              Delete for good
            </Button>
          </>
        ) : (
          <>
            <Button
              size="xs"
              variant="default"
              loading={busy}
              onClick={() => void change(api.keep(token, id, forEver ? null : 0))}
              aria-label={`${forEver ? 'Keep as long as others' : 'Keep for ever'}: ${name}`}
            >
              {forEver ? 'Keep as long as others' : 'Keep for ever'}
            </Button>
            <Button
              size="xs"
              variant="default"
              onClick={() => setDeleting(true)}
              aria-label={`Delete the session: ${name}`}
            >
              Delete…
            </Button>
          </>
        )}
      </Group>
    </div>
  );
}
