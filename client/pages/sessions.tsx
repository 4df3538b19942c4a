import { Badge, Button, Text, Title } from '@mantine/core';
import { IconPlayerPlayFilled } from '@tabler/icons-react';
import { lazy, Suspense, useCallback, useState } from 'react';
import { Link } from 'react-router';
import { SESSIONS_A_PAGE, type SessionListItem, type SessionQuery } from '../../shared/contract/rest.ts';
import { api } from '../api.ts';
import { useChanges } from '../changes/use-changes.ts';
import { OnceLoaded } from '../ui/failure.tsx';
import { SessionThumbnail } from '../ui/session-thumbnail.tsx';
import { showFailure } from '../ui/show-failure.ts';
import { SignedIn } from '../ui/signed-in.tsx';
import { useLoaded } from '../ui/use-loaded.ts';
import { dateAndTime, ROLE_NAMES, STATUS_NAMES } from '../ui/words.ts';
import { aboveOlder } from './session-pages.ts';
import classes from './sessions.module.css';

// Fields and all activities need more code than the list, which is there first.
const SessionFilter = lazy(async () => ({ default: (await import('./session-filter.tsx')).SessionFilter }));

export function Sessions() {
  return <SignedIn why="Give your name to see your sessions.">{(token) => <SessionList token={token} />}</SignedIn>;
}

function SessionList({ token }: { token: string }) {
  const [query, setQuery] = useState<SessionQuery>({});
  const loaded = useLoaded(useCallback(() => api.sessions(token, query), [token, query]));
  useChanges(token, 'own', 'sessions', loaded[2]);
  return (
    <>
      <Title order={1} size="h2" mb="md">
        Sessions
      </Title>
      <Suspense fallback={<div className={classes.filterToCome} />}>
        <SessionFilter token={token} query={query} onChange={setQuery} />
      </Suspense>
      <OnceLoaded loaded={loaded} what="the sessions">
        {(newest) => <Pages token={token} query={query} newest={newest} />}
      </OnceLoaded>
    </>
  );
}

interface PagesProps {
  token: string;
  query: SessionQuery;
  newest: SessionListItem[];
}

/** The newest sessions of those that are wanted, and on request the older ones below them. */
function Pages({ token, query, newest }: PagesProps) {
  const [sessions, setSessions] = useState(newest);
  const [seen, setSeen] = useState(newest);
  if (newest !== seen) {
    setSeen(newest);
    setSessions(aboveOlder(newest, sessions));
  }
  const [mayBeMore, setMayBeMore] = useState(newest.length === SESSIONS_A_PAGE);
  const [busy, setBusy] = useState(false);
  if (sessions.length === 0) {
    if (Object.values(query).some(Boolean)) return <Text c="var(--soft)">No session is like that.</Text>;
    return (
      <section className={classes.none}>
        <Title order={2} size="h4">
          No sessions yet
        </Title>
        <Text c="var(--soft)">
          Once you have trained or coached, every session stands here with its reps, faults and score.
        </Text>
        <Button component={Link} to="/">
          Start one
        </Button>
      </section>
    );
  }
  const showOlder = async () => {
    setBusy(true);
    try {
      const more = await api.sessions(token, { ...query, before: sessions.at(-1)?.createdAt });
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
      <ul className={classes.list}>
        {sessions.map((session) => (
          <li key={session.id} className={classes.item}>
            <Row session={session} />
            {session.thumbnail && session.status !== 'live' && (
              <Link
                to={`/sessions/${session.id}/review`}
                className={classes.review}
                aria-label={`Review of ${dateAndTime(session.createdAt)}`}
              >
                <IconPlayerPlayFilled size={22} aria-hidden />
              </Link>
            )}
          </li>
        ))}
      </ul>
      <Text mt="md">
        <Link to="/progress">Progress</Link>
        <span> · </span>
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
      <SessionThumbnail of={session.thumbnail} />
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
