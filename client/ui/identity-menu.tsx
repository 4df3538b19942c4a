import { Button, Group, Menu, Modal, Text } from '@mantine/core';
import { IconEye, IconLogout, IconPencil, IconUser, IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { useIdentity } from '../identity.ts';
import classes from './app-frame.module.css';
import { showFailure } from './show-failure.ts';
import { NameForm } from './sign-in.tsx';

/** Who we are in this browser: the name, which may be corrected, and the way to be forgotten. */
export function IdentityMenu() {
  const { identity, rename, signOut } = useIdentity();
  const [dialog, setDialog] = useState<'rename' | 'forget'>();
  if (!identity) return null;
  const { name } = identity.user;
  const guest = identity.email === undefined;
  const leave = () => {
    signOut().catch(showFailure);
  };
  const close = () => setDialog(undefined);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            variant="subtle"
            color="gray"
            leftSection={<IconUser size={18} />}
            className={classes.identity}
            aria-label={`Signed in as ${name}`}
          >
            <span className={classes.name}>{name}</span>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconUser size={16} />} component={Link} to="/account">
            My account
          </Menu.Item>
          <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => setDialog('rename')}>
            Change my name
          </Menu.Item>
          <Menu.Item component={Link} to="/roster" leftSection={<IconUsers size={16} />}>
            Athletes you coach
          </Menu.Item>
          <Menu.Item component={Link} to="/access" leftSection={<IconEye size={16} />}>
            Who sees your training
          </Menu.Item>
          {guest ? (
            <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => setDialog('forget')}>
              Forget me in this browser
            </Menu.Item>
          ) : (
            <Menu.Item leftSection={<IconLogout size={16} />} onClick={leave}>
              Sign out
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <Modal opened={dialog === 'rename'} onClose={close} title="Change my name">
        <Text mb="md">You stay who you are: your sessions and activities are shown under the new name.</Text>
        <NameForm
          action="Change"
          initialName={name}
          onName={async (changed) => {
            await rename(changed);
            close();
          }}
        />
      </Modal>
      <Modal opened={dialog === 'forget'} onClose={close} title={`Forget ${name} in this browser?`}>
        <Text>
          There is no password to come back with: your sessions and activities stay on the server, but nobody can open
          them as you any more. To correct your name, change it instead.
        </Text>
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={close}>
            Keep me signed in
          </Button>
          <Button color="red.9" onClick={leave}>
            Forget me
          </Button>
        </Group>
      </Modal>
    </>
  );
}
