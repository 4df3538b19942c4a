import { Button, Group, Modal, Text } from '@mantine/core';
import { useWindowEvent } from '@mantine/hooks';
import { useBlocker } from 'react-router';

interface Props {
  /** Whether something would be lost now. */
  unsaved(): boolean;
  title: string;
  /** What would be lost. */
  children: string;
}

/** Asks before something is lost: here where another page is opened, by the browser itself where the tab is left. */
export function UnsavedGuard({ unsaved, title, children }: Props) {
  const blocker = useBlocker(({ currentLocation, nextLocation }) => {
    return currentLocation.pathname !== nextLocation.pathname && unsaved();
  });
  useWindowEvent('beforeunload', (event) => {
    if (unsaved()) event.preventDefault();
  });
  return (
    <Modal opened={blocker.state === 'blocked'} onClose={() => blocker.reset?.()} title={title}>
      <Text>{children}</Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={() => blocker.reset?.()}>
          Stay
        </Button>
        <Button color="red.9" onClick={() => blocker.proceed?.()}>
          Leave
        </Button>
      </Group>
    </Modal>
  );
}
