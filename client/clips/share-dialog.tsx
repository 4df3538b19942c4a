import { Button, Group, Modal, NativeSelect, Text, TextInput } from '@mantine/core';
import { useCallback, useState } from 'react';
import type { Clip } from '../../shared/contract/clips.ts';
import type { CreatedShare, Share } from '../../shared/contract/shares.ts';
import { reviewApi } from '../review-api.ts';
import { OnceLoaded } from '../ui/failure.tsx';
import { showFailure } from '../ui/show-failure.ts';
import { useLoaded } from '../ui/use-loaded.ts';
import { dateAndTime } from '../ui/words.ts';
import classes from './clips.module.css';

interface Props {
  token: string;
  sessionId: string;
  clip: Clip;
  onClose(): void;
}

const TIMES = [
  { value: '24', label: 'A day' },
  { value: '168', label: 'A week' },
  { value: '720', label: '30 days' },
];

/** Links to a clip: makes them, takes them back, and says who opened them. */
export function ShareDialog({ token, sessionId, clip, onClose }: Props) {
  const load = useCallback(() => reviewApi.shares(token, sessionId, clip.id), [token, sessionId, clip.id]);
  const loaded = useLoaded(load);
  const [hours, setHours] = useState('168');
  const [created, setCreated] = useState<CreatedShare>();
  const [busy, setBusy] = useState(false);
  const [, reload] = loaded;
  const create = async () => {
    setBusy(true);
    try {
      setCreated(await reviewApi.share(token, sessionId, clip.id, Number(hours)));
      reload();
    } catch (error) {
      showFailure(error);
    } finally {
      setBusy(false);
    }
  };
  const revoke = async (id: string) => {
    try {
      await reviewApi.revokeShare(token, sessionId, clip.id, id);
      if (created?.id === id) setCreated(undefined);
      reload();
    } catch (error) {
      showFailure(error);
    }
  };
  const link = created && new URL(`/c/${created.secret}`, window.location.origin).href;
  return (
    <Modal opened onClose={onClose} title={`Share “${clip.title}”`}>
      <Text>Whoever has the link sees this clip and nothing else, without an account, until the link runs out.</Text>
      <Group align="end" mt="md">
        <NativeSelect
          label="Good for"
          value={hours}
          data={TIMES}
          onChange={(event) => setHours(event.currentTarget.value)}
        />
        <Button loading={busy} onClick={() => void create()}>
          Make a link
        </Button>
      </Group>
      {link && (
        <Group align="end" mt="md" wrap="nowrap">
          <TextInput
            className={classes.link}
            label="Copy it now: it is not shown again"
            value={link}
            readOnly
            onFocus={(event) => event.currentTarget.select()}
          />
          <Button variant="default" onClick={() => void navigator.clipboard.writeText(link).catch(showFailure)}>
            Copy
          </Button>
        </Group>
      )}
      <OnceLoaded loaded={loaded} what="the links">
        {(shares) => (
          <ul className={classes.shares} aria-label="Links to this clip">
            {shares.map((share) => (
              <li key={share.id}>
                <ShareLine share={share} onRevoke={() => revoke(share.id)} />
              </li>
            ))}
          </ul>
        )}
      </OnceLoaded>
    </Modal>
  );
}

function ShareLine({ share, onRevoke }: { share: Share; onRevoke: () => Promise<void> }) {
  const { createdAt, expiresAt, revoked, opened, visits } = share;
  const isOver = revoked || Date.parse(expiresAt) <= Date.now();
  return (
    <>
      <Group justify="space-between" wrap="nowrap">
        <span>
          {`Made ${dateAndTime(createdAt)}, ${revoked ? 'taken back' : `${isOver ? 'ran' : 'runs'} out ${dateAndTime(expiresAt)}`}`}
        </span>
        {!isOver && (
          <Button size="compact-sm" variant="default" flex="none" onClick={() => void onRevoke()}>
            Take back
          </Button>
        )}
      </Group>
      <details className={classes.visits}>
        <summary>{opened === 0 ? 'Not opened yet' : opened === 1 ? 'Opened once' : `Opened ${opened} times`}</summary>
        <ol>
          {visits.map(({ at, device }, index) => (
            <li key={`${at}-${index}`}>{`${dateAndTime(at)}, ${device}`}</li>
          ))}
        </ol>
      </details>
    </>
  );
}
