import { Button, NativeSelect, Text, Title } from '@mantine/core';
import { useCallback, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { SidelineError } from '../../shared/contract/errors.ts';
import type { Progress, ProgressActivity, ProgressDay, ReviewDay } from '../../shared/contract/progress.ts';
import { useChanges } from '../changes/use-changes.ts';
import { Bars } from '../charts/bars.tsx';
import { reviewApi } from '../review-api.ts';
import { OnceLoaded } from '../ui/failure.tsx';
import figures from '../ui/figures.module.css';
import { Message } from '../ui/message.tsx';
import { SignedIn } from '../ui/signed-in.tsx';
import { useLoaded } from '../ui/use-loaded.ts';
import { dateAndTime, sentence } from '../ui/words.ts';
import classes from './progress.module.css';
import { streaksOf, weeksUpTo } from './training-days.ts';

/** What one's training came to over time; with `?person=`, that of an athlete who lets a coach see it. */
export function ProgressPage() {
  return <SignedIn why="Give your name to see your progress.">{(token) => <LoadedProgress token={token} />}</SignedIn>;
}

function LoadedProgress({ token }: { token: string }) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const [query] = useSearchParams();
  const person = query.get('person') ?? undefined;
  const loaded = useLoaded(useCallback(() => reviewApi.progress(token, zone, person), [token, zone, person]));
  useChanges(token, 'own', 'progress', loaded[2]);
  const [state] = loaded;
  if (state.state === 'failed' && state.error instanceof SidelineError && state.error.code === 'not_found') {
    return (
      <Message
        title="You don’t see this training"
        actions={
          <Button component={Link} to="/roster">
            Athletes you coach
          </Button>
        }
      >
        The athlete does not let you see it, or has stopped that. Send them your link if you coach them.
      </Message>
    );
  }
  return (
    <>
      {person !== undefined && (
        <Text mb="xs">
          <Link to="/roster">Athletes you coach</Link>
        </Text>
      )}
      <OnceLoaded loaded={loaded} what="the progress">
        {(progress) => (
          <>
            <Title order={1} size="h2" mb="md">
              {person === undefined ? 'Progress' : `Progress of ${progress.athlete.name}`}
            </Title>
            {progress.activities.length > 0 && <Shown progress={progress} />}
            {progress.activities.length === 0 &&
              (person === undefined ? <None /> : <Text>{`${progress.athlete.name} has no sessions yet.`}</Text>)}
          </>
        )}
      </OnceLoaded>
    </>
  );
}

function None() {
  return (
    <Text>
      <span>Nothing yet: it begins with your first session. </span>
      <Link to="/">Start one</Link>
    </Text>
  );
}

/** Weeks in the picture of days. */
const WEEKS = 26;

function Shown({ progress }: { progress: Progress }) {
  const [chosen, setChosen] = useState(progress.activities[0]?.activity ?? '');
  const activity = progress.activities.find((each) => each.activity === chosen);
  const days = progress.days.filter((day) => day.activity === chosen);
  return (
    <div className={classes.progress}>
      <TrainingDays days={progress.days} today={progress.to} />
      {progress.reviews.length > 0 && <Reviewed reviews={progress.reviews} />}
      <NativeSelect
        className={classes.choice ?? ''}
        label="Activity"
        value={chosen}
        onChange={(event) => setChosen(event.currentTarget.value)}
        data={progress.activities.map(({ activity: id, activityName }) => ({ value: id, label: activityName.en }))}
      />
      {activity && <Bests activity={activity} />}
      <Charts days={days} />
    </div>
  );
}

/** On which days there was training, whatever it was. */
function TrainingDays({ days, today }: { days: readonly ProgressDay[]; today: string }) {
  const repetitions = new Map<string, number>();
  for (const { day, reps } of days) repetitions.set(day, (repetitions.get(day) ?? 0) + reps);
  const most = Math.max(1, ...repetitions.values());
  const { current, longest } = streaksOf(repetitions.keys(), today);
  const inDays = (count: number) => (count === 1 ? '1 day' : `${count} days`);
  const words = `${inDays(repetitions.size)} with training in a year`;
  return (
    <section aria-labelledby="days-title">
      <Title order={2} size="h4" id="days-title">
        {words}
      </Title>
      <p className={classes.soft}>{`In a row now: ${inDays(current)}. The most in a row: ${inDays(longest)}.`}</p>
      <div className={classes.weeks} role="img" aria-label={`${words}, the last ${WEEKS} weeks as squares`}>
        {weeksUpTo(today, WEEKS).map((week) => (
          <div key={week[0]} className={classes.week}>
            {week.map((day) => {
              const reps = repetitions.get(day);
              const level = reps === undefined ? 0 : Math.max(1, Math.ceil((4 * reps) / most));
              return <span key={day} className={classes.day} data-level={level} title={`${day}: ${reps ?? 'none'}`} />;
            })}
          </div>
        ))}
      </div>
    </section>
  );
}

/** How long coaches looked at the training again. */
function Reviewed({ reviews }: { reviews: readonly ReviewDay[] }) {
  const minutes = reviews.reduce((sum, day) => sum + day.minutes, 0);
  return (
    <section aria-labelledby="reviewed-title">
      <Title order={2} size="h4" mb="sm" id="reviewed-title">
        {minutes === 1
          ? '1 minute of review by coaches in a year'
          : `${minutes} minutes of review by coaches in a year`}
      </Title>
      <div className={classes.charts}>
        <Bars
          title="Minutes of review"
          bars={reviews.map((each) => ({ key: each.day, label: each.day, value: each.minutes }))}
          words={String}
        />
      </div>
    </section>
  );
}

function Bests({ activity: { bests, skillLevel, totalSessions, lastSessionAt } }: { activity: ProgressActivity }) {
  const found = [
    { label: 'reps in a session', best: bests.reps, words: String },
    { label: 'best score', best: bests.score, words: (value: number) => String(Math.round(value)) },
    { label: 'largest range', best: bests.range, words: rounded },
    { label: 'longest hold', best: bests.holdMs, words: inSeconds },
  ];
  return (
    <section aria-labelledby="bests-title">
      <Title order={2} size="h4" mb="sm" id="bests-title">
        Personal bests
      </Title>
      <dl className={figures.figures}>
        {found.map(
          ({ label, best, words }) =>
            best && (
              <div key={label} className={figures.figure}>
                <dd>
                  <Link to={`/sessions/${best.sessionId}`}>{words(best.value)}</Link>
                </dd>
                <dt>{label}</dt>
              </div>
            ),
        )}
      </dl>
      <p className={classes.soft}>
        {[
          totalSessions === 1 ? '1 session' : `${totalSessions} sessions`,
          `the last ${dateAndTime(lastSessionAt)}`,
          ...(skillLevel ? [`level: ${sentence(skillLevel).toLowerCase()}`] : []),
        ].join(' · ')}
      </p>
    </section>
  );
}

const rounded = (value: number) => String(Math.round(value * 10) / 10);
const inSeconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;

function Charts({ days }: { days: readonly ProgressDay[] }) {
  const barsOf = (measured: (day: ProgressDay) => number | null) =>
    days.map((day) => ({ key: day.day, label: day.day, value: measured(day) }));
  return (
    <div className={classes.charts}>
      <Bars title="Repetitions" bars={barsOf(({ reps }) => reps)} words={rounded} />
      <Bars title="Score" bars={barsOf(({ score }) => score?.mean ?? null)} most={100} words={rounded} />
      <Bars title="Range of motion" bars={barsOf(({ range }) => range?.mean ?? null)} words={rounded} />
      <Bars title="Time of a rep" bars={barsOf(({ tempoMs }) => tempoMs)} words={inSeconds} />
      <Bars title="Left against right" bars={barsOf(({ asymmetry }) => asymmetry)} words={rounded} />
      <Bars title="Time held" bars={barsOf(({ hold }) => hold?.totalMs ?? null)} words={inSeconds} />
    </div>
  );
}
