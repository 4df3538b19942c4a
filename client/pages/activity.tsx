import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import type { Activity } from '../../shared/coaching/index.ts';
import { ActivityEditor } from '../activities/activity-editor.tsx';
import { BLANKS, copyOf } from '../activities/blank.ts';
import { type KnownActivities, useActivities } from '../activities/use-activities.ts';
import { api } from '../api.ts';
import { OnceLoaded } from '../ui/failure.tsx';
import { Message } from '../ui/message.tsx';
import { SignedIn } from '../ui/signed-in.tsx';

/** Edits one's own activity of the address's id, or a new one: a copy (`?copy=squat`) or from scratch (`?blank=hold`). */
export function ActivityPage() {
  const { id = 'new' } = useParams();
  return (
    <SignedIn why="Give your name to write activities of your own.">
      {(token) => <LoadedActivity key={id} token={token} />}
    </SignedIn>
  );
}

function LoadedActivity({ token }: { token: string }) {
  // Once there is something to edit, it stays: another sign-in or a second load must not throw away what was written.
  const [known, setKnown] = useState<KnownActivities>();
  const loaded = useActivities(token);
  const [newest] = loaded;
  if (!known && newest.state === 'loaded') setKnown(newest.value);
  return known ? (
    <Edited known={known} token={token} />
  ) : (
    <OnceLoaded loaded={loaded} what="the activity">
      {() => null}
    </OnceLoaded>
  );
}

function Edited({ known, token }: { known: KnownActivities; token: string }) {
  const { id } = useParams();
  const [query] = useSearchParams();
  const navigate = useNavigate();
  const initial = id ? known.own.find((own) => own.id === id) : begun(known, query);
  if (!initial) {
    return (
      <Message
        title="There is no such activity"
        actions={
          <Button component={Link} to="/activities">
            All activities
          </Button>
        }
      >
        You have no activity of this name. The ones that are ready to use can be copied and adapted.
      </Message>
    );
  }
  const save = async (activity: Activity) => {
    if (id) await api.replaceActivity(token, id, activity);
    else await api.createActivity(token, activity);
    notifications.show({ message: `“${activity.name.en}” is saved.` });
    if (!id) await navigate(`/activities/${activity.id}/edit`, { replace: true });
  };
  return <ActivityEditor key={initial.id} initial={initial} saved={id !== undefined} onSave={save} />;
}

function begun({ builtIn, own }: KnownActivities, query: URLSearchParams): Activity | undefined {
  const all = [...builtIn, ...own];
  const taken = all.map(({ id }) => id);
  const wanted = query.get('copy');
  const source = wanted ? all.find(({ id }) => id === wanted) : undefined;
  if (source) return copyOf(source, taken);
  if (wanted) return undefined;
  const blank = query.get('blank') === 'hold' ? BLANKS.hold : BLANKS.repetitions;
  return taken.includes(blank.id) ? copyOf(blank, taken) : blank;
}
