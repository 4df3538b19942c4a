import { Alert, Button, SegmentedControl, Stack, Switch, Text, TextInput, Title } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { ACTIVITIES, type Activity, type Language } from '../../shared/coaching/index.ts';
import { useActivities } from '../activities/use-activities.ts';
import { api } from '../api.ts';
import { AthletePicture } from '../demo/athlete-picture.tsx';
import { type Explanation, explain } from '../explain.ts';
import { useIdentity } from '../identity.ts';
import { keepEntry } from '../live/entry.ts';
import classes from './home.module.css';

type StartRole = 'athlete' | 'coach';

export function Home() {
  const [query] = useSearchParams();
  const [chosen, setChosen] = useState(query.get('activity') ?? '');
  const token = useIdentity((store) => store.identity?.token);
  const [known] = useActivities(token);
  // While a person's own are on their way, and where they can't be had, those that everyone has are there.
  const { own, builtIn } = known.state === 'loaded' ? known.value : { own: [], builtIn: ACTIVITIES };
  const activities = [...own, ...builtIn];
  const activity = activities.find(({ id }) => id === chosen) ?? builtIn[0];
  return (
    <div className={classes.home}>
      <section className={classes.pitch}>
        <Title order={1} className={classes.headline}>
          Your coach, at the sideline of every rep.
        </Title>
        <Text className={classes.lead}>
          Train in front of your camera. Sideline counts and corrects as you move, and your coach talks to you and draws
          on the live picture, wherever they are.
        </Text>
        <AthletePicture figure={activity?.figure ?? ''} className={classes.figure} skeleton />
      </section>
      <StartForm activities={activities} activity={activity} onActivity={setChosen} />
    </div>
  );
}

/** What this browser's owner reads, where cues are written in it. */
const ownLanguage = (): Language => (navigator.language.startsWith('de') ? 'de' : 'en');

interface StartFormProps {
  activities: readonly Activity[];
  activity: Activity | undefined;
  onActivity(id: string): void;
}

function StartForm({ activities, activity, onActivity }: StartFormProps) {
  const navigate = useNavigate();
  const { identity, rename } = useIdentity();
  const [name, setName] = useState(identity?.user.name ?? '');
  const [role, setRole] = useState<StartRole>('athlete');
  const [language, setLanguage] = useState(identity?.language ?? ownLanguage());
  const [recorded, setRecorded] = useState(true);
  const [failure, setFailure] = useState<Explanation>();
  const [busy, setBusy] = useState(false);

  const picker = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    // The one that the address asks for may stand further down in the list.
    const chosen = picker.current?.querySelector('input:checked')?.closest('label');
    if (!picker.current || !chosen) return;
    picker.current.scrollTop = chosen.offsetTop - picker.current.clientHeight / 3;
  }, []);

  const start = async () => {
    if (!activity) return;
    setBusy(true);
    setFailure(undefined);
    try {
      const known = identity?.user.name === name.trim() ? identity : await rename(name);
      const { id } = await api.createSession(known.token, {
        activity: activity.id,
        role,
        language,
        recording: recorded ? 'on' : 'off',
      });
      keepEntry(id, { role, definition: activity });
      await navigate(`/live/${id}`);
    } catch (error) {
      setFailure(explain(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <form
      className={classes.card}
      aria-labelledby="start-title"
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <Stack gap="lg">
        <Title order={2} size="h3" id="start-title">
          Start a session
        </Title>
        <TextInput
          label="Your name"
          description={
            identity && name.trim() !== identity.user.name
              ? `You are ${identity.user.name} here, and stay who you are under another name.`
              : 'As the others will see it.'
          }
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          size="md"
          required
          maxLength={60}
          autoComplete="name"
        />
        <fieldset className={classes.activities} ref={picker}>
          <legend className={classes.legend}>Activity</legend>
          {activities.map(({ id, name: label, howTo, figure }) => (
            <label key={id} className={classes.activity}>
              <input
                type="radio"
                name="activity"
                value={id}
                checked={id === activity?.id}
                onChange={() => onActivity(id)}
                className="visually-hidden"
              />
              <AthletePicture figure={figure} still className={classes.thumbnail} />
              <span>
                <strong>{label.en}</strong>
                <span className={classes.howTo}>{howTo.en}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <Text size="sm" c="var(--soft)" mt="-0.75rem">
          <Link to="/activities">See all activities, or write your own</Link>
        </Text>
        <div>
          <Text className={classes.legend} mb={4}>
            I am
          </Text>
          <SegmentedControl
            fullWidth
            aria-label="Your part in the session"
            value={role}
            onChange={(value) => setRole(value as StartRole)}
            data={[
              { value: 'athlete', label: 'the athlete' },
              { value: 'coach', label: 'the coach' },
            ]}
          />
        </div>
        <div>
          <Text className={classes.legend} mb={4}>
            Cues in
          </Text>
          <SegmentedControl
            fullWidth
            aria-label="Language of the cues"
            value={language}
            onChange={(value) => setLanguage(value as Language)}
            data={[
              { value: 'en', label: 'English' },
              { value: 'de', label: 'Deutsch' },
            ]}
          />
        </div>
        <Switch
          label="Record the session"
          description="Everyone in it sees so, and may leave themselves out."
          checked={recorded}
          onChange={(event) => setRecorded(event.currentTarget.checked)}
        />
        {failure && (
          <Alert color="orange" title={failure.title} role="alert">
            {failure.advice}
          </Alert>
        )}
        <Button type="submit" size="lg" loading={busy} rightSection={<IconArrowRight size={20} />}>
          Start
        </Button>
        <Text size="sm" c="var(--soft)">
          <span>You can invite a coach and spectators once you are in. </span>
          <Link to="/sessions">See past sessions</Link>
          <span>, or </span>
          <Link to="/uploads">upload a film</Link>
        </Text>
      </Stack>
    </form>
  );
}
