import { Alert, Button, Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type ReactNode, useCallback, useRef, useState } from 'react';
import { Link, useParams } from 'react-router';
import { correctedCount, marksOf } from '../../shared/coaching/index.ts';
import { topicOfSession } from '../../shared/contract/changes.ts';
import type { AthleteRecord, SessionRecord } from '../../shared/contract/rest.ts';
import { api } from '../api.ts';
import { useChanges } from '../changes/use-changes.ts';
import { ClipsPanel } from '../clips/clips-panel.tsx';
import { useClips } from '../clips/use-clips.ts';
import { CommentsPanel } from '../review/comments/comments-panel.tsx';
import { useComments } from '../review/comments/use-comments.ts';
import { OnceLoaded } from '../ui/failure.tsx';
import { FeedbackList } from '../ui/feedback-list.tsx';
import { SignedIn } from '../ui/signed-in.tsx';
import { useLoaded } from '../ui/use-loaded.ts';
import { dateAndTime, duration, ROLE_NAMES, sentence } from '../ui/words.ts';
import classes from './session.module.css';
import { DeleteSession, Recordings } from './session-files.tsx';
import { StatusBadge } from './sessions.tsx';

export function SessionPage() {
  const { id = '' } = useParams();
  return (
    <SignedIn why="Give your name to see the record of this session.">
      {(token) => <LoadedRecord token={token} id={id} />}
    </SignedIn>
  );
}

function LoadedRecord({ token, id }: { token: string; id: string }) {
  const loaded = useLoaded(useCallback(() => api.session(token, id), [token, id]));
  useChanges(token, topicOfSession(id), 'session', loaded[2]);
  const elsewhere = (
    <Button component={Link} to="/sessions" variant="default">
      All sessions
    </Button>
  );
  return (
    <OnceLoaded loaded={loaded} what="the record" elsewhere={elsewhere}>
      {(record) => <Record token={token} record={record} />}
    </OnceLoaded>
  );
}

function Record({ token, record }: { token: string; record: SessionRecord }) {
  const length = record.endedAt ? Date.parse(record.endedAt) - Date.parse(record.createdAt) : undefined;
  const several = record.athletes.length > 1;
  return (
    <article className={classes.record}>
      <header>
        <div className={classes.heading}>
          <Title order={1} size="h2">
            {record.activityName.en}
          </Title>
          <StatusBadge status={record.status} />
        </div>
        <Text c="var(--soft)">
          {[
            dateAndTime(record.createdAt),
            ...(length === undefined ? [] : [duration(length)]),
            ...record.people.map(({ name, role }) => `${name} (${ROLE_NAMES[role].toLowerCase()})`),
          ].join(' · ')}
        </Text>
      </header>
      {record.status === 'interrupted' && (
        <Alert color="orange" icon={<IconAlertTriangle />} title="This session was interrupted">
          The server stopped before the session was ended. Everything up to that moment is here.
        </Alert>
      )}
      {record.status === 'live' && (
        <Alert color="turf" title="This session is live">
          <Link to={`/live/${record.id}`}>Go to it</Link>
        </Alert>
      )}
      <Review token={token} sessionId={record.id} athletes={record.athletes}>
        {several ? (
          record.athletes.map((athlete) => (
            <section key={athlete.id} className={classes.athlete}>
              <Title order={2} size="h3">
                {athlete.name}
              </Title>
              <Athlete athlete={athlete} reps={repsOf(athlete)} score={scoreOf(athlete)} heading={3} />
            </section>
          ))
        ) : (
          <Athlete athlete={record.athletes[0]} reps={record.reps} score={record.score} heading={2} />
        )}
      </Review>
      <Button component={Link} to={`/sessions/${record.id}/report`} variant="default" className={classes.report ?? ''}>
        Report and data
      </Button>
      {record.owned && <DeleteSession token={token} sessionId={record.id} />}
    </article>
  );
}

interface ReviewProps {
  token: string;
  sessionId: string;
  athletes: AthleteRecord[];
  /** What the session came to. */
  children: ReactNode;
}

/** The recordings, what the session came to, what was cut from it, and what is said of its moments. */
function Review({ token, sessionId, athletes, children }: ReviewProps) {
  const [playhead, setPlayhead] = useState(0);
  const seek = useRef<(ms: number) => void>(() => undefined);
  const comments = useComments(token, sessionId);
  const clips = useClips(token, sessionId);
  return (
    <>
      <Recordings token={token} sessionId={sessionId} onMoment={setPlayhead} seek={seek} />
      {children}
      <ClipsPanel {...clips} {...{ token, sessionId, athletes, playhead }} />
      <CommentsPanel
        {...comments}
        token={token}
        sessionId={sessionId}
        playhead={playhead}
        onShow={({ from }) => {
          setPlayhead(from);
          seek.current(from);
        }}
      />
    </>
  );
}

/** Counted in the feedback while there is no summary. */
const repsOf = ({ summary, feedback }: AthleteRecord): number =>
  summary?.reps ?? feedback.filter(({ type }) => type === 'repetition').length;

/** Null where nothing was judged. */
const scoreOf = ({ summary }: AthleteRecord): number | null =>
  summary && (summary.reps > 0 || (summary.hold?.holds ?? 0) > 0) ? summary.score : null;

interface AthleteProps {
  /** Undefined where nobody was the athlete. */
  athlete: AthleteRecord | undefined;
  reps: number;
  score: number | null;
  /** Level of the headings within. */
  heading: 2 | 3;
}

/** What the session came to for one athlete. */
function Athlete({ athlete, reps, score, heading }: AthleteProps) {
  const summary = athlete?.summary;
  const corrections = summary?.corrected.corrections ?? [];
  const corrected = correctedCount(reps, corrections);
  return (
    <>
      <dl className={classes.figures}>
        <Figure label={reps === 1 ? 'rep' : 'reps'} value={String(reps)} testId="record-reps" />
        <Figure label="score" value={score === null ? '–' : String(Math.round(score))} />
        {corrected !== undefined && <Figure label="as the coach counts" value={String(corrected)} />}
        {summary && <Figure label="attempts" value={String(summary.attempts)} />}
        {summary && <Figure label="technique" value={`${Math.round(summary.technique * 100)} %`} />}
        {summary && summary.tempo.meanMs > 0 && (
          <Figure label="a rep" value={`${(summary.tempo.meanMs / 1_000).toFixed(1)} s`} />
        )}
        {summary && summary.sets.length > 1 && <Figure label="sets" value={String(summary.sets.length)} />}
      </dl>
      {summary?.workOn && (
        <p className={classes.workOn}>
          <span>To work on next</span>
          {summary.workOn.text}
        </p>
      )}
      <div className={classes.columns}>
        {summary && summary.faults.length > 0 && (
          <section>
            <Title order={heading} size="h4" mb="sm">
              Faults
            </Title>
            <ul className={classes.faults}>
              {summary.faults.map(({ rule, severity, count }) => (
                <li key={rule}>
                  <strong>{sentence(rule)}</strong>
                  <span>{severity}</span>
                  <span className={classes.count}>{`${count} ×`}</span>
                </li>
              ))}
            </ul>
          </section>
        )}
        <section>
          <Title order={heading} size="h4" mb="sm">
            Feedback
          </Title>
          <FeedbackList feedback={athlete?.feedback ?? []} order="oldest-first" marks={marksOf(corrections)} />
        </section>
      </div>
    </>
  );
}

function Figure({ label, value, testId }: { label: string; value: string; testId?: string }) {
  return (
    <div className={classes.figure}>
      <dd data-testid={testId}>{value}</dd>
      <dt>{label}</dt>
    </div>
  );
}
