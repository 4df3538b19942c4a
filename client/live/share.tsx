import { Badge, Button, Group, Modal, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import type { CreatedInvitation, Invitation } from '../../shared/contract/rest.ts';
import type { Role } from '../../shared/contract/roles.ts';
import { api } from '../api.ts';
import { CopyField, copyLink } from '../ui/copy-field.tsx';
import { showFailure } from '../ui/show-failure.ts';
import { useLoaded } from '../ui/use-loaded.ts';
import { dateAndTime, ROLE_NAMES } from '../ui/words.ts';
import classes from './share.module.css';

const VALIDITY = [
  { value: '1', label: '1 hour' },
  { value: '24', label: '1 day' },
  { value: '168', label: '1 week' },
];

const INVITED: readonly { role: Role; what: string }[] = [
  { role: 'coach', what: 'Talks with the athlete and draws on the picture.' },
  { role: 'spectator', what: 'Sees and hears, and can’t disturb.' },
  { role: 'athlete', what: 'Trains in front of the camera.' },
];

interface Props {
  token: string;
  sessionId: string;
  /** Roles that there is still room for. */
  roles: readonly Role[];
  opened: boolean;
  onClose(): void;
}

/** Makes, copies and takes back invitation links. */
export function Share({ token, sessionId, roles, opened, onClose }: Props) {
  const [hours, setHours] = useState('24');
  const [created, setCreated] = useState<readonly CreatedInvitation[]>([]);
  const [invitations, reload] = useLoaded(useCallback(() => api.invitations(token, sessionId), [token, sessionId]));

  const attempt = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      showFailure(error);
    }
  };
  const create = (role: Role) =>
    attempt(async () => {
      const invitation = await api.invite(token, sessionId, { role, hours: Number(hours) });
      setCreated([invitation, ...created.filter((other) => other.role !== role)]);
      reload();
      await copyLink(linkOf(invitation));
    });
  const revoke = (invitation: Invitation) =>
    attempt(async () => {
      await api.revoke(token, sessionId, invitation.id);
      setCreated(created.filter(({ id }) => id !== invitation.id));
      reload();
    });

  const valid = invitations.state === 'loaded' ? invitations.value.filter(isValid) : [];
  return (
    <Modal opened={opened} onClose={onClose} title="Invite people" size="lg">
      <Stack gap="lg">
        <Group justify="space-between" gap="xs">
          <Text size="sm">New links are good for</Text>
          <SegmentedControl
            size="xs"
            data={VALIDITY}
            value={hours}
            onChange={setHours}
            aria-label="Links are good for"
          />
        </Group>
        {INVITED.filter(({ role }) => roles.includes(role)).map(({ role, what }) => {
          const link = created.find((invitation) => invitation.role === role);
          return (
            <section key={role} className={classes.kind} aria-label={`${ROLE_NAMES[role]} link`}>
              <div>
                <Title order={3} size="h5">
                  {`${ROLE_NAMES[role]} link`}
                </Title>
                <Text size="sm" c="var(--soft)">
                  {what}
                </Text>
              </div>
              {link ? (
                <CopyField label={`${ROLE_NAMES[role]} link`} link={linkOf(link)} />
              ) : (
                <Button leftSection={<IconCopy size={18} />} variant="light" onClick={() => void create(role)}>
                  {`Copy ${ROLE_NAMES[role].toLowerCase()} link`}
                </Button>
              )}
            </section>
          );
        })}
        {valid.length > 0 && (
          <section aria-label="Links in use">
            <Title order={3} size="h6" mb="xs">
              Links in use
            </Title>
            <Text size="sm" c="var(--soft)" mb="xs">
              Revoking a link sends away everyone who came by it, lets nobody in by it again, and takes this session’s
              record from them.
            </Text>
            <ul className={classes.links}>
              {valid.map((invitation) => (
                <li key={invitation.id}>
                  <Badge variant="light" tt="none">
                    {ROLE_NAMES[invitation.role]}
                  </Badge>
                  <Text size="sm" c="var(--soft)">
                    {`until ${dateAndTime(invitation.expiresAt)}`}
                  </Text>
                  <Button size="compact-sm" variant="subtle" color="red" onClick={() => void revoke(invitation)}>
                    Revoke
                  </Button>
                </li>
              ))}
            </ul>
          </section>
        )}
      </Stack>
    </Modal>
  );
}

const isValid = ({ revoked, expiresAt }: Invitation) => !revoked && Date.parse(expiresAt) > Date.now();
const linkOf = ({ token }: CreatedInvitation) => `${window.location.origin}/join/${token}`;
