import { Button, Group, Menu, Modal, Text } from '@mantine/core';
import {
  IconPlayerPause,
  IconPlayerRecord,
  IconPlayerStop,
  IconVideo,
  IconVideoOff,
  type TablerIcon,
} from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { RecordingWords } from '../ui/recording-sign.tsx';
import { attempt } from './attempt.ts';
import classes from './recording-control.module.css';
import { participants } from './selectors.ts';
import { useClient, useMay, useSession } from './session-context.ts';

interface Props {
  sign: ReactNode;
  words: RecordingWords;
  state: 'on' | 'paused' | 'off';
  /** Whether one's own picture and voice are left out. */
  refused: boolean;
  /** Whether one may pause and end it. */
  decidable: boolean;
  onToggle(): void;
}

/** The sign as a button, and what one may decide about the recording. */
export function RecordingMenu({ sign, words: { label, means }, state, refused, decidable, onToggle }: Props) {
  const client = useClient();
  const mayRefuse = useMay('refuse-recording');
  const refusing = useSession(
    useShallow((session) =>
      participants(session)
        .filter(({ id }) => session.state?.recording.refusedBy.includes(id))
        .map(({ name }) => name),
    ),
  );
  const [ending, setEnding] = useState(false);
  return (
    <>
      <Menu position="bottom-end" width={290}>
        <Menu.Target>
          <Button
            variant="default"
            size="compact-md"
            className={classes.button}
            aria-label={`${label}: decide about it`}
          >
            {sign}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{means}</Menu.Label>
          {refusing.length > 0 && <Menu.Label>{`Not recorded, as they ask: ${refusing.join(', ')}`}</Menu.Label>}
          {decidable && (
            <Item icon={state === 'on' ? IconPlayerPause : IconPlayerRecord} onClick={onToggle}>
              {state === 'on' ? 'Pause the recording (R)' : 'Resume the recording (R)'}
            </Item>
          )}
          {mayRefuse && (
            <Item
              icon={refused ? IconVideo : IconVideoOff}
              onClick={() => void attempt(client.request('recording:refuse', { refused: !refused }))}
            >
              {refused ? 'Let me be recorded again' : 'Don’t record me'}
            </Item>
          )}
          {decidable && (
            <Item icon={IconPlayerStop} onClick={() => setEnding(true)}>
              End the recording…
            </Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <span className="visually-hidden" role="status">
        {label}
      </span>
      <Modal opened={ending} onClose={() => setEnding(false)} title="End the recording?">
        <Text>
          The session goes on, and nothing of it is recorded any more. What was recorded so far stays in its record.
        </Text>
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={() => setEnding(false)}>
            Go on recording
          </Button>
          <Button
            color="red.9"
            onClick={() => {
              setEnding(false);
              void attempt(client.request('recording:end', {}));
            }}
          >
            End the recording
          </Button>
        </Group>
      </Modal>
    </>
  );
}

function Item({ icon: Icon, children, onClick }: { icon: TablerIcon; children: string; onClick(): void }) {
  return (
    <Menu.Item leftSection={<Icon size={18} />} onClick={onClick}>
      {children}
    </Menu.Item>
  );
}
