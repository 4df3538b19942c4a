import { Alert, Button, Group, SegmentedControl, Select, Stack, Switch, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconPlayerPlayFilled, IconVideoOff } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { Activity } from '../../shared/coaching/index.ts';
import type { RecordingSign } from '../../shared/contract/recording.ts';
import type { Role } from '../../shared/contract/roles.ts';
import { ActivityGuide } from '../activities/activity-guide.tsx';
import { Logo } from '../ui/logo.tsx';
import { RecordingNotice } from '../ui/recording-sign.tsx';
import { Video } from '../ui/video.tsx';
import { ROLE_NAMES } from '../ui/words.ts';
import { explainCapture } from './capture-errors.ts';
import { LevelMeter } from './level-meter.tsx';
import classes from './lobby.module.css';
import type { Capture, PictureSource } from './use-capture.ts';

const SOURCES: Readonly<Record<Exclude<Role, 'spectator'>, { value: PictureSource; label: string }[]>> = {
  athlete: [
    { value: 'camera', label: 'My camera' },
    { value: 'demo', label: 'Demo athlete' },
  ],
  coach: [
    { value: 'camera', label: 'My camera' },
    { value: 'none', label: 'No camera' },
  ],
};

interface Props {
  role: Exclude<Role, 'spectator'>;
  /** What the athlete will do; null when it can't be read. */
  definition: Activity | null;
  capture: Capture;
  /** Undefined while it is not known. */
  recording: RecordingSign | undefined;
  /** Whether our picture and voice are to be left out of the recording. */
  refuses: boolean;
  onRefuses(refuses: boolean): void;
  onEnter(): void;
}

/** Where camera and microphone are tried out before going live. */
export function Lobby({ role, definition, capture, recording, refuses, onRefuses, onEnter }: Props) {
  const { choices, picture, sound } = capture;
  const ready = picture.state !== 'opening' && (picture.state === 'on' || role === 'coach');
  return (
    <main className={classes.lobby}>
      <Link to="/" className={classes.home} aria-label="Sideline, home">
        <Logo />
      </Link>
      <div className={classes.preview}>
        <Preview capture={capture} role={role} />
      </div>
      <Stack gap="lg" className={classes.choices}>
        <div>
          <Text className={classes.kicker}>
            {definition ? `${definition.name.en} · ${ROLE_NAMES[role]}` : ROLE_NAMES[role]}
          </Text>
          <Title order={1} size="h2">
            Ready when you are
          </Title>
          <Text c="var(--soft)" mt={4}>
            {role === 'athlete'
              ? 'Stand so that your whole body is in the picture, two to three metres from the camera.'
              : 'The athlete sees and hears you beside their own picture.'}
          </Text>
        </div>
        {definition && <ActivityGuide activity={definition} />}

        <SegmentedControl
          fullWidth
          data={SOURCES[role]}
          value={choices.picture}
          onChange={(value) => capture.choose({ picture: value as PictureSource })}
          aria-label="Picture"
        />
        {choices.picture === 'camera' && capture.devices.cameras.length > 0 && (
          <DevicePicker
            label="Camera"
            devices={capture.devices.cameras}
            value={picture.state === 'on' ? picture.track.getSettings().deviceId : choices.cameraId}
            onChange={(cameraId) => capture.choose({ cameraId })}
          />
        )}
        <Switch
          label="Microphone"
          checked={choices.sound}
          onChange={(event) => capture.choose({ sound: event.currentTarget.checked })}
        />
        {choices.sound && capture.devices.microphones.length > 0 && (
          <DevicePicker
            label="Microphone"
            devices={capture.devices.microphones}
            value={sound.state === 'on' ? sound.track.getSettings().deviceId : choices.microphoneId}
            onChange={(microphoneId) => capture.choose({ microphoneId })}
          />
        )}
        {sound.state === 'on' && <LevelMeter track={sound.track} />}
        {sound.state === 'failed' && <CaptureProblem device="microphone" error={sound.error} capture={capture} />}

        {recording && <RecordingNotice sign={recording} />}
        {recording && recording.state !== 'off' && (
          <Switch
            label="Record my picture and voice"
            checked={!refuses}
            onChange={(event) => onRefuses(!event.currentTarget.checked)}
          />
        )}

        <Button
          size="lg"
          leftSection={<IconPlayerPlayFilled size={20} />}
          disabled={!ready}
          onClick={onEnter}
          data-autofocus
        >
          {role === 'athlete' ? 'Go live' : 'Join the athlete'}
        </Button>
      </Stack>
    </main>
  );
}

function Preview({ capture, role }: { capture: Capture; role: Role }) {
  const { picture, choices } = capture;
  if (picture.state === 'on') {
    return (
      <Video
        track={picture.track}
        label={choices.picture === 'demo' ? 'Demo athlete' : 'Preview of your camera'}
        mirrored={choices.picture === 'camera'}
        className={classes.video}
      />
    );
  }
  if (picture.state === 'failed') {
    return (
      <div className={classes.empty}>
        <CaptureProblem
          device="camera"
          error={picture.error}
          capture={capture}
          {...(role === 'athlete' && { onDemo: () => capture.choose({ picture: 'demo' }) })}
        />
      </div>
    );
  }
  return (
    <div className={classes.empty}>
      {picture.state === 'off' ? <IconVideoOff size={48} stroke={1.2} /> : <Text>Opening the camera…</Text>}
      {picture.state === 'off' && <Text>You will be heard, but not seen.</Text>}
    </div>
  );
}

function CaptureProblem(props: {
  device: 'camera' | 'microphone';
  error: unknown;
  capture: Capture;
  onDemo?: () => void;
}) {
  const { title, advice } = explainCapture(props.error, props.device);
  return (
    <Alert color="orange" icon={<IconAlertTriangle />} title={title} role="alert" className={classes.problem}>
      {advice}
      <Group gap="xs" mt="sm">
        <Button size="xs" variant="default" onClick={() => props.capture.retry(props.device)}>
          Try again
        </Button>
        {props.onDemo && (
          <Button size="xs" onClick={props.onDemo}>
            Use the demo athlete
          </Button>
        )}
      </Group>
    </Alert>
  );
}

function DevicePicker(props: {
  label: string;
  devices: MediaDeviceInfo[];
  value: string | undefined;
  onChange(deviceId: string | undefined): void;
}) {
  const data = props.devices.map((device, index) => ({
    value: device.deviceId,
    label: device.label || `${props.label} ${index + 1}`,
  }));
  const known = data.some(({ value }) => value === props.value);
  return (
    <Select
      aria-label={`${props.label} to use`}
      data={data}
      value={known ? (props.value ?? null) : (data[0]?.value ?? null)}
      onChange={(value) => props.onChange(value ?? undefined)}
      allowDeselect={false}
      comboboxProps={{ withinPortal: true }}
    />
  );
}
