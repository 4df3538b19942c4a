import { Badge, Button, Text, Title } from '@mantine/core';
import { useCallback, useState } from 'react';
import { Link } from 'react-router';
import { SESSIONS_A_PAGE, type SessionListItem } from '../../shared/contract/rest.ts';
import { api } from '../api.ts';
import { OnceLoaded } from '../ui/failure.tsx';
import { Message } from '../ui/message.tsx';
import { showFailure } from '../ui/show-failure.ts';
import { SignedIn } from '../ui/signed-in.tsx';
import { useLoaded } from '../ui/use-loaded.ts';
import { dateAndTime, ROLE_NAMES, STATUS_NAMES } from '../ui/words.ts';
import classes from './sessions.module.css';

export function Sessions() {
  return <SignedIn why="Give your name to see your sessions.">{(token) => <SessionList token={token} />}</SignedIn>;
}

function SessionList({ token }: { token: string }) {
  const loaded = useLoaded(useCallback(() => api.sessions(token), [token]));
  return (
    <OnceLoaded loaded={loaded} what="the sessions">
      {(newest) => <Pages token={token} newest={newest} />}
    </OnceLoaded>
  );
}

/** The newest sessions, and on request the older ones below them. */
function Pages({ token, newest }: { token: string; newest: SessionListItem[] }) {
  const [sessions, setSessions] = useState(newest);
  const [mayBeMore, setMayBeMore] = useState(newest.length === SESSIONS_A_PAGE);
  const [busy, setBusy] = useState(false);
  if (sessions.length === 0) {
    return (
      <Message
        title="No sessions yet"
        actions={
          <Button component={Link} to="/">
            Start one
          </Button>
        }
      >
        Once you have trained or coached, every session stands here with its reps, faults and score.
      </Message>
    );
  }
  const showOlder = async () => {
    setBusy(true);
    try {
      const more = await api.sessions(token, sessions.at(-1)?.createdAt);
      setSessions([...sessions, ...more]);
      setMayBeMore(more.length === SESSIONS_A_PAGE);
    } catch (error) {
      showFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Title order={1} size="h2" mb="lg">
        Sessions
      </Title>
      <ul className={classes.list}>
        {sessions.map((session) => (
          <li key={session.id}>
            <Row session={session} />
          </li>
        ))}
      </ul>
      <Text mt="md">
        <Link to="/uploads">Upload films</Link>
        <span> · </span>
        <Link to="/storage">How much room they take, and how long they are kept</Link>
        <span> · </span>
        <Link to="/roster">Athletes you coach</Link>
        <span> · </span>
        <Link to="/access">Who sees your training</Link>
      </Text>
      {mayBeMore && (
        <Button variant="default" mt="md" loading={busy} onClick={() => void showOlder()}>
          Show older ones
        </Button>
      )}
    </>
  );
}

function Row({ session }: { session: SessionListItem }) {
  const people = session.people.map(({ name, role }) => `${name} (${ROLE_NAMES[role].toLowerCase()})`).join(', ');
  return (
    <Link to={session.status === 'live' ? `/live/${session.id}` : `/sessions/${session.id}`} className={classes.row}>
      <span className={classes.what}>
        <strong>{session.activityName.en}</strong>
        <span className={classes.soft}>{dateAndTime(session.createdAt)}</span>
      </span>
      <span className={classes.people}>{people || 'Nobody came'}</span>
      <Figure label="reps" value={String(session.reps)} />
      <Figure label="score" value={session.score === null ? '–' : String(Math.round(session.score))} />
      <StatusBadge status={session.status} />
    </Link>
  );
}

function Figure({ label, value }: { label: string; value: string }) {
  return (
    <span className={classes.figure}>
      <span className={classes.value}>{value}</span>
      <Text span className={classes.soft}>
        {label}
      </Text>
    </span>
  );
}

const STATUS_COLOURS = { live: 'turf', ended: 'gray', interrupted: 'orange' } as const;

export function StatusBadge({ status }: { status: SessionListItem['status'] }) {
  return (
    <Badge variant="light" color={STATUS_COLOURS[status]} tt="none">
      {STATUS_NAMES[status]}
    </Badge>
  );
}
