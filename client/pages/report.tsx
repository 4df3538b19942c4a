import { Button, Group, Title } from '@mantine/core';
import { IconDownload, IconPrinter } from '@tabler/icons-react';
import { useCallback } from 'react';
import { Link, useParams } from 'react-router';
import { type CoachingEventOf, unitOf } from '../../shared/coaching/index.ts';
import type { Clip } from '../../shared/contract/clips.ts';
import type { Comment } from '../../shared/contract/comments.ts';
import type { AthleteRecord, SessionRecord } from '../../shared/contract/rest.ts';
import { api } from '../api.ts';
import { Bars } from '../charts/bars.tsx';
import { saveFile } from '../review/save.ts';
import { reviewApi } from '../review-api.ts';
import { OnceLoaded } from '../ui/failure.tsx';
import figures from '../ui/figures.module.css';
import { showFailure } from '../ui/show-failure.ts';
import { SignedIn } from '../ui/signed-in.tsx';
import { useLoaded } from '../ui/use-loaded.ts';
import { dateAndTime, duration, inUnit, momentTime, ROLE_NAMES, sentence } from '../ui/words.ts';
import classes from './report.module.css';

/** One session on paper: what it came to, with charts, pictures and what to work on. */
export function ReportPage() {
  const { id = '' } = useParams();
  return (
    <SignedIn why="Give your name to see the report of this session.">
      {(token) => <LoadedReport token={token} id={id} />}
    </SignedIn>
  );
}

function LoadedReport({ token, id }: { token: string; id: string }) {
  const loaded = useLoaded(
    useCallback(async () => {
      const [record, clips, comments] = await Promise.all([
        api.session(token, id),
        reviewApi.clips(token, id),
        reviewApi.comments(token, id),
      ]);
      return { record, comments, pictures: clips.filter(({ form, url }) => form === 'kinogram' && url !== null) };
    }, [token, id]),
  );
  return (
    <OnceLoaded
      loaded={loaded}
      what="the report"
      elsewhere={
        <Button component={Link} to="/sessions" variant="default">
          All sessions
        </Button>
      }
    >
      {(parts) => <Report {...parts} token={token} />}
    </OnceLoaded>
  );
}

interface ReportProps {
  token: string;
  record: SessionRecord;
  comments: Comment[];
  /** Those clips that are pictures. */
  pictures: Clip[];
}

function Report({ token, record, comments, pictures }: ReportProps) {
  const length = record.endedAt ? Date.parse(record.endedAt) - Date.parse(record.createdAt) : undefined;
  return (
    <article className={classes.report}>
      <Group className={classes.actions}>
        <Button leftSection={<IconPrinter size={18} />} onClick={() => window.print()}>
          Print, or save as PDF
        </Button>
        <Downloads token={token} record={record} />
        <Button component={Link} to={`/sessions/${record.id}`} variant="default">
          Record
        </Button>
      </Group>
      <header>
        <Title order={1} size="h2">
          {record.activityName.en}
        </Title>
        <p className={classes.soft}>
          {[
            dateAndTime(record.createdAt),
            ...(length === undefined ? [] : [duration(length)]),
            ...record.people.map(({ name, role }) => `${name} (${ROLE_NAMES[role].toLowerCase()})`),
          ].join(' · ')}
        </p>
      </header>
      {record.athletes.map((athlete) => (
        <AthleteReport
          key={athlete.id}
          {...{ athlete, activity: record.definition }}
          named={record.athletes.length > 1}
        />
      ))}
      <Pictures pictures={pictures} sessionId={record.id} />
      {comments.length > 0 && (
        <section>
          <Title order={2} size="h4">
            What was said
          </Title>
          <ul className={classes.comments}>
            {comments.map(({ id, threadId, from, author, body }) => (
              <li key={id} data-answer={threadId !== null || undefined}>
                <strong>{threadId === null ? `${momentTime(from)}, ${author}` : author}</strong>
                <span className={classes.body}>{body}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </article>
  );
}

/** What other programs get. */
function Downloads({ token, record: { id, athletes } }: { token: string; record: SessionRecord }) {
  const download = async (path: string, name: string) => {
    try {
      saveFile(name, await reviewApi.download(token, path));
    } catch (error) {
      showFailure(error);
    }
  };
  const files = [
    { label: 'CSV', path: `/sessions/${id}/repetitions?format=csv`, name: 'sideline-repetitions.csv' },
    { label: 'JSON', path: `/sessions/${id}/repetitions?format=json`, name: 'sideline-repetitions.json' },
    ...athletes.map((athlete) => ({
      label: athletes.length > 1 ? `Keypoints of ${athlete.name}` : 'Keypoints',
      path: `/sessions/${id}/track/${athlete.id}`,
      name: 'sideline-track.jsonl',
    })),
  ];
  return files.map(({ label, path, name }) => (
    <Button
      key={path}
      variant="default"
      leftSection={<IconDownload size={18} />}
      onClick={() => void download(path, name)}
    >
      {label}
    </Button>
  ));
}

interface AthleteReportProps {
  athlete: AthleteRecord;
  activity: SessionRecord['definition'];
  /** Whether the name stands over it. */
  named: boolean;
}

function AthleteReport({ athlete: { name, summary, feedback }, activity, named }: AthleteReportProps) {
  const repetitions = feedback.filter((event) => event.type === 'repetition');
  const unit = unitOf(activity?.measures ?? {}, repetitions[0]?.range.measure ?? '');
  const measured = (value: number) => inUnit(value, unit);
  return (
    <section className={classes.athlete}>
      {named && (
        <Title order={2} size="h3">
          {name}
        </Title>
      )}
      {summary && (
        <dl className={figures.figures}>
          <Figure label="reps" value={String(summary.reps)} />
          <Figure label="good" value={String(summary.good)} />
          <Figure label="score" value={String(Math.round(summary.score))} />
          <Figure label="attempts" value={String(summary.attempts)} />
          {summary.sets.length > 1 && <Figure label="sets" value={String(summary.sets.length)} />}
          {summary.hold && <Figure label="held" value={`${(summary.hold.totalMs / 1_000).toFixed(1)} s`} />}
        </dl>
      )}
      {summary?.workOn && (
        <p className={classes.workOn}>
          <span>To work on next</span>
          {summary.workOn.text}
        </p>
      )}
      {repetitions.length > 0 && <Charts {...{ repetitions, measured }} />}
      {summary && summary.faults.length > 0 && (
        <table className={classes.table}>
          <caption>Faults</caption>
          <thead>
            <tr>
              <th scope="col">Fault</th>
              <th scope="col">Severity</th>
              <th scope="col">Times</th>
            </tr>
          </thead>
          <tbody>
            {summary.faults.map(({ rule, severity, count }) => (
              <tr key={rule}>
                <th scope="row">{sentence(rule)}</th>
                <td>{severity}</td>
                <td>{count}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {repetitions.length > 0 && <Repetitions {...{ repetitions, measured }} />}
    </section>
  );
}

type Repetition = CoachingEventOf<'repetition'>;

interface RepetitionsProps {
  repetitions: readonly Repetition[];
  /** A value of the main measure in words. */
  measured(value: number): string;
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;

function Charts({ repetitions, measured }: RepetitionsProps) {
  const barsOf = (found: (repetition: Repetition) => number | null) =>
    repetitions.map((repetition, index) => ({
      key: `${index}`,
      label: `Rep ${repetition.index}`,
      value: found(repetition),
    }));
  return (
    <div className={classes.charts}>
      <Bars title="Score" bars={barsOf(({ score }) => score)} most={100} words={(value) => String(Math.round(value))} />
      <Bars title="Range of motion" bars={barsOf(({ range }) => range.span)} words={measured} />
      <Bars title="Time of a rep" bars={barsOf(({ start, end }) => end - start)} words={seconds} />
      <Bars
        title="Left against right"
        bars={barsOf(({ asymmetry }) => (asymmetry === undefined ? null : Math.abs(asymmetry)))}
        words={measured}
      />
    </div>
  );
}

function Repetitions({ repetitions, measured }: RepetitionsProps) {
  return (
    <table className={classes.table}>
      <caption>Repetitions</caption>
      <thead>
        <tr>
          {['Rep', 'At', 'Took', 'Range', 'Score', 'Faults'].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {repetitions.map(({ index, start, end, range, score, faults }, place) => (
          <tr key={`${index}-${place}`}>
            <th scope="row">{index}</th>
            <td>{momentTime(start)}</td>
            <td>{seconds(end - start)}</td>
            <td>{measured(range.span)}</td>
            <td>{Math.round(score)}</td>
            <td>{faults.map(({ rule }) => sentence(rule)).join(', ') || '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Pictures({ pictures, sessionId }: { pictures: readonly Clip[]; sessionId: string }) {
  return (
    <section className={pictures.length === 0 ? classes.actions : undefined}>
      <Title order={2} size="h4" mb="sm">
        Pictures
      </Title>
      {pictures.length === 0 ? (
        <p className={classes.soft}>
          None yet. <Link to={`/sessions/${sessionId}`}>Make a clip</Link> of a repetition as one picture of its phases,
          and it stands here.
        </p>
      ) : (
        pictures.map(({ id, title, url }) => (
          <figure key={id} className={classes.picture}>
            <img src={url ?? undefined} alt={`Phases of ${title}`} />
            <figcaption>{title}</figcaption>
          </figure>
        ))
      )}
    </section>
  );
}

function Figure({ label, value }: { label: string; value: string }) {
  return (
    <div className={figures.figure}>
      <dd>{value}</dd>
      <dt>{label}</dt>
    </div>
  );
}
