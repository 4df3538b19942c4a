import { Button, Group, Modal, Text } from '@mantine/core';

interface Props {
  opened: boolean;
  onClose(): void;
  onEnd(): void;
}

/** Asks before the session ends for everyone. */
export function EndDialog({ opened, onClose, onEnd }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title="End the session?">
      <Text>It ends for everyone. Its record stays on the sessions page.</Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          Go on
        </Button>
        <Button
          color="red.9"
          onClick={() => {
            onClose();
            onEnd();
          }}
        >
          End for everyone
        </Button>
      </Group>
    </Modal>
  );
}
