import { ActionIcon, Button, Tooltip } from '@mantine/core';
import {
  IconDoorExit,
  IconMessage,
  IconMessageOff,
  IconMicrophone,
  IconMicrophoneOff,
  IconSettings,
  IconUserPlus,
  IconUserScan,
  IconVideo,
  IconVideoOff,
} from '@tabler/icons-react';
import type { ReactNode, Ref, RefObject } from 'react';
import type { MediaSource } from '../../shared/contract/media.ts';
import { clickOnce } from '../ui/keys.ts';
import { useShortcuts } from '../ui/shortcuts.ts';
import classes from './controls.module.css';
import type { Published } from './use-published.ts';

interface Props {
  sending: Published['sending'];
  /** Whether cues are said aloud; undefined where the browser can't. */
  spokenCues: boolean | undefined;
  /** Whether the athlete is being picked; undefined where they can't be. */
  picking: boolean | undefined;
  pickButton: RefObject<HTMLButtonElement | null>;
  mayInvite: boolean;
  mayEnd: boolean;
  onPaused(source: MediaSource, paused: boolean): void;
  onSpokenCues(enabled: boolean): void;
  onPicking(picking: boolean): void;
  onDevices(): void;
  onInvite(): void;
  onEnd(): void;
  onLeave(): void;
}

export function Controls(props: Props) {
  const { sending, onPaused } = props;
  const toggle = (source: MediaSource) => {
    const sent = sending[source];
    if (sent) onPaused(source, !sent.paused);
  };
  const togglePicking = () => {
    if (props.picking !== undefined) props.onPicking(!props.picking);
  };
  useShortcuts([
    { key: 'P', act: togglePicking },
    { key: 'M', act: () => toggle('microphone') },
    { key: 'V', act: () => toggle('camera') },
  ]);
  return (
    <div className={classes.controls} role="toolbar" aria-label="Call">
      {sending.microphone && (
        <Toggle
          label={sending.microphone.paused ? 'Unmute (M)' : 'Mute (M)'}
          name="Microphone"
          on={!sending.microphone.paused}
          onIcon={<IconMicrophone size={22} />}
          offIcon={<IconMicrophoneOff size={22} />}
          onClick={() => toggle('microphone')}
        />
      )}
      {sending.camera && (
        <Toggle
          label={sending.camera.paused ? 'Camera on (V)' : 'Camera off (V)'}
          name="Camera"
          on={!sending.camera.paused}
          onIcon={<IconVideo size={22} />}
          offIcon={<IconVideoOff size={22} />}
          onClick={() => toggle('camera')}
        />
      )}
      {props.spokenCues !== undefined && (
        <Toggle
          label={props.spokenCues ? 'Say no cues aloud' : 'Say cues aloud'}
          name="Spoken cues"
          offIsFine
          on={props.spokenCues}
          onIcon={<IconMessage size={22} />}
          offIcon={<IconMessageOff size={22} />}
          onClick={() => props.onSpokenCues(!props.spokenCues)}
        />
      )}
      {props.picking !== undefined && (
        <Toggle
          label={props.picking ? 'Pick nobody (P)' : 'Pick athlete: show whom to follow (P)'}
          name="Pick athlete"
          button={props.pickButton}
          offIsFine
          on={props.picking}
          onIcon={<IconUserScan size={22} color="var(--accent)" />}
          offIcon={<IconUserScan size={22} />}
          onClick={togglePicking}
        />
      )}
      <Tooltip label="Camera and sound" openDelay={400}>
        <ActionIcon size={38} variant="default" aria-label="Camera and sound" onClick={props.onDevices}>
          <IconSettings size={22} />
        </ActionIcon>
      </Tooltip>
      {props.mayInvite && (
        <Button
          variant="default"
          className={classes.labelled}
          leftSection={<IconUserPlus size={18} />}
          onClick={props.onInvite}
        >
          Invite
        </Button>
      )}
      {props.mayEnd ? (
        <Button color="red.9" className={classes.labelled} onClick={props.onEnd}>
          End
        </Button>
      ) : (
        <Button variant="default" leftSection={<IconDoorExit size={18} />} onClick={props.onLeave}>
          Leave
        </Button>
      )}
    </div>
  );
}

function Toggle(props: {
  label: string;
  name: string;
  on: boolean;
  /** Whether nobody misses it while it is off. */
  offIsFine?: boolean;
  onIcon: ReactNode;
  offIcon: ReactNode;
  button?: Ref<HTMLButtonElement>;
  onClick(): void;
}) {
  return (
    <Tooltip label={props.label} openDelay={400}>
      <ActionIcon
        ref={props.button}
        size={38}
        variant={props.on || props.offIsFine ? 'default' : 'filled'}
        color={props.on || props.offIsFine ? 'gray' : 'orange.9'}
        aria-label={props.name}
        aria-pressed={props.on}
        onKeyDown={clickOnce}
        onClick={props.onClick}
      >
        {props.on ? props.onIcon : props.offIcon}
      </ActionIcon>
    </Tooltip>
  );
}
