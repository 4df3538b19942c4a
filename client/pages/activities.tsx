import { Button, Group, Menu, Modal, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCopy, IconDotsVertical, IconPencil, IconPlayerPlay, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Activity } from '../../shared/coaching/index.ts';
import { FaultsTold, UsefulViews } from '../activities/activity-guide.tsx';
import { type KnownActivities, useActivities } from '../activities/use-activities.ts';
import { api } from '../api.ts';
import { AthletePicture } from '../demo/athlete-picture.tsx';
import { useIdentity } from '../identity.ts';
import { OnceLoaded } from '../ui/failure.tsx';
import { showFailure } from '../ui/show-failure.ts';
import classes from './activities.module.css';

/** Everything that can be trained: what is there for everyone, and one's own. */
export function Activities() {
  const token = useIdentity((store) => store.identity?.token);
  const loaded = useActivities(token);
  const [, reload] = loaded;
  return (
    <OnceLoaded loaded={loaded} what="the activities">
      {(known) => <ActivityLists {...known} token={token} reload={reload} />}
    </OnceLoaded>
  );
}

interface Props extends KnownActivities {
  token: string | undefined;
  reload(): void;
}

function ActivityLists({ own, builtIn, token, reload }: Props) {
  const [removing, setRemoving] = useState<Activity>();
  const remove = async ({ id, name }: Activity) => {
    if (!token) return;
    setRemoving(undefined);
    try {
      await api.removeActivity(token, id);
      notifications.show({ message: `“${name.en}” is removed.` });
      reload();
    } catch (error) {
      showFailure(error);
    }
  };
  return (
    <div className={classes.page}>
      <header className={classes.header}>
        <div>
          <Title order={1} size="h2">
            Activities
          </Title>
          <Text c="var(--soft)" maw="46ch">
            What Sideline counts and corrects. Adapt one to how you teach it, or write your own.
          </Text>
        </div>
        <NewActivity />
      </header>
      {own.length > 0 && (
        <section aria-labelledby="own-title">
          <Title order={2} size="h4" mb="sm" id="own-title">
            Yours
          </Title>
          <ul className={classes.list}>
            {own.map((activity) => (
              <Card key={activity.id} activity={activity} onRemove={() => setRemoving(activity)} />
            ))}
          </ul>
        </section>
      )}
      <section aria-labelledby="built-in-title">
        <Title order={2} size="h4" mb="sm" id="built-in-title">
          Ready to use
        </Title>
        <ul className={classes.list}>
          {builtIn.map((activity) => (
            <Card key={activity.id} activity={activity} />
          ))}
        </ul>
      </section>
      <Modal opened={removing !== undefined} onClose={() => setRemoving(undefined)} title="Remove this activity?">
        <Text>
          {`“${removing?.name.en}” will be gone for good. Sessions that were judged by it keep what they need of it.`}
        </Text>
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={() => setRemoving(undefined)}>
            Keep it
          </Button>
          <Button color="red.9" onClick={() => removing && void remove(removing)}>
            Remove
          </Button>
        </Group>
      </Modal>
    </div>
  );
}

function NewActivity() {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button leftSection={<IconPlus size={18} />}>New activity</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to="/activities/new?blank=repetitions">
          Repetitions that are counted
        </Menu.Item>
        <Menu.Item component={Link} to="/activities/new?blank=hold">
          A position that is held
        </Menu.Item>
        <Menu.Item component={Link} to="/activities/new?copy=golf-swing">
          Key positions in order, from the golf swing
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Card({ activity, onRemove }: { activity: Activity; onRemove?: () => void }) {
  const { id, name, figure, howTo, views, rules } = activity;
  const address = encodeURIComponent(id);
  return (
    <li className={classes.card} data-testid={`activity-${id}`}>
      <AthletePicture figure={figure} still className={classes.figure} />
      <div className={classes.words}>
        <Title order={3} size="h5">
          {name.en}
        </Title>
        <p className={classes.howTo}>{howTo.en}</p>
        <UsefulViews views={views} />
        <FaultsTold rules={rules} />
      </div>
      <div className={classes.actions}>
        <Button
          component={Link}
          to={`/?activity=${address}`}
          size="compact-md"
          variant="light"
          leftSection={<IconPlayerPlay size={16} />}
        >
          Train
        </Button>
        {onRemove ? (
          <>
            <Button
              component={Link}
              to={`/activities/${address}/edit`}
              size="compact-md"
              variant="subtle"
              leftSection={<IconPencil size={16} />}
            >
              Edit
            </Button>
            <Menu position="bottom-end">
              <Menu.Target>
                <Button size="compact-md" variant="subtle" color="gray" aria-label={`More for ${name.en}`}>
                  <IconDotsVertical size={16} />
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item component={Link} to={`/activities/new?copy=${address}`} leftSection={<IconCopy size={16} />}>
                  Copy
                </Menu.Item>
                <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={onRemove}>
                  Remove
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </>
        ) : (
          <Button
            component={Link}
            to={`/activities/new?copy=${address}`}
            size="compact-md"
            variant="subtle"
            leftSection={<IconCopy size={16} />}
          >
            Adapt
          </Button>
        )}
      </div>
    </li>
  );
}
