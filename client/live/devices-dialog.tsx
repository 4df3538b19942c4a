import { Alert, Button, Modal, Select, Slider, Stack, Text } from '@mantine/core';
import { IconCameraRotate } from '@tabler/icons-react';
import { explainCapture } from '../lobby/capture-errors.ts';
import type { Capture } from '../lobby/use-capture.ts';
import { useSettings } from './settings.ts';
import { useSpeakers } from './use-speakers.ts';

interface Props {
  opened: boolean;
  onClose(): void;
  capture: Capture;
}

/** Other devices than those that one came with, and how loud the others are. What is chosen is kept in this browser. */
export function DevicesDialog({ opened, onClose, capture }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title="Camera and sound">
      <Stack gap="md">
        <Cameras capture={capture} />
        <Microphones capture={capture} />
        <Speakers listed={opened} />
      </Stack>
    </Modal>
  );
}

function Cameras({ capture }: Pick<Props, 'capture'>) {
  const { choices, devices, picture } = capture;
  if (choices.picture !== 'camera') return null;
  const { cameras } = devices;
  const now = picture.state === 'on' ? picture.track.getSettings().deviceId : choices.cameraId;
  const next = cameras[(cameras.findIndex(({ deviceId }) => deviceId === now) + 1) % cameras.length];
  return (
    <>
      <DeviceSelect
        label="Camera"
        devices={cameras}
        value={now}
        onChange={(cameraId) => capture.choose({ cameraId })}
      />
      {cameras.length > 1 && next && (
        <Button
          variant="default"
          leftSection={<IconCameraRotate size={18} />}
          onClick={() => capture.choose({ cameraId: next.deviceId })}
        >
          Other camera
        </Button>
      )}
      {picture.state === 'failed' && (
        <Failed error={picture.error} device="camera" onRetry={() => capture.retry('camera')} />
      )}
    </>
  );
}

function Microphones({ capture }: Pick<Props, 'capture'>) {
  const { choices, devices, sound } = capture;
  if (!choices.sound) return null;
  return (
    <>
      <DeviceSelect
        label="Microphone"
        devices={devices.microphones}
        value={sound.state === 'on' ? sound.track.getSettings().deviceId : choices.microphoneId}
        onChange={(microphoneId) => capture.choose({ microphoneId })}
      />
      {sound.state === 'failed' && (
        <Failed error={sound.error} device="microphone" onRetry={() => capture.retry('microphone')} />
      )}
    </>
  );
}

function Speakers({ listed }: { listed: boolean }) {
  const speakers = useSpeakers(listed);
  const { speakerId, volume } = useSettings();
  return (
    <>
      {speakers.length > 0 && (
        <DeviceSelect
          label="Loudspeaker"
          devices={speakers}
          value={speakerId ?? 'default'}
          onChange={(chosen) => useSettings.setState({ speakerId: chosen === 'default' ? undefined : chosen })}
        />
      )}
      <div>
        <Text size="sm" fw={500} id="volume-label">
          Volume of the others
        </Text>
        <Slider
          thumbProps={{ 'aria-labelledby': 'volume-label' }}
          min={0}
          max={100}
          value={Math.round(volume * 100)}
          onChange={(percent) => useSettings.setState({ volume: percent / 100 })}
          label={(percent) => `${percent} %`}
        />
      </div>
    </>
  );
}

function Failed(props: { error: unknown; device: 'camera' | 'microphone'; onRetry(): void }) {
  const { title, advice } = explainCapture(props.error, props.device);
  return (
    <Alert color="orange" title={title} role="alert">
      <span>{advice}</span>
      <Button size="xs" variant="default" mt="sm" display="block" onClick={props.onRetry}>
        Try again
      </Button>
    </Alert>
  );
}

function DeviceSelect(props: {
  label: string;
  devices: readonly MediaDeviceInfo[];
  value: string | undefined;
  onChange(deviceId: string | undefined): void;
}) {
  const data = props.devices.map(({ deviceId, label }, index) => ({
    value: deviceId,
    label: label || `${props.label} ${index + 1}`,
  }));
  const known = data.some(({ value }) => value === props.value);
  return (
    <Select
      label={props.label}
      data={data}
      value={known ? (props.value ?? null) : (data[0]?.value ?? null)}
      onChange={(value) => props.onChange(value ?? undefined)}
      allowDeselect={false}
    />
  );
}
