import { Button, Group, Modal, SegmentedControl, Stack, Text, TextInput, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type ReactNode, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { type Units, unitsSchema } from '../../shared/contract/units.ts';
import { AccountForm } from '../account/account-form.tsx';
import { EmailField, NameField, PasswordField } from '../account/fields.tsx';
import { PictureForm } from '../account/picture-form.tsx';
import { api } from '../api.ts';
import { changeAccount } from '../auth.ts';
import { type Identity, useIdentity } from '../identity.ts';
import { showFailure } from '../ui/show-failure.ts';
import { SignedIn } from '../ui/signed-in.tsx';
import classes from './account.module.css';

/** Who one is here, and all that can be done about it. */
export function AccountPage() {
  const identity = useIdentity((store) => store.identity);
  return (
    <SignedIn why="Give your name to see your account.">
      {(token) => identity && <Account key={identity.user.id} token={token} identity={identity} />}
    </SignedIn>
  );
}

const said = (message: string) => notifications.show({ message, color: 'teal' });

function Account({ token, identity }: { token: string; identity: Identity }) {
  return (
    <Stack className={classes.card} gap="xl">
      <Title order={1} size="h2">
        Your account
      </Title>
      <Part title="Your picture">
        <Text c="var(--soft)" mb="md">
          Seen by those who see your training, by your coaches, and in sessions while your camera is off.
        </Text>
        <PictureForm token={token} name={identity.user.name} />
      </Part>
      <Profile identity={identity} />
      {identity.email === undefined ? <Guest /> : <Credentials email={identity.email} />}
      <SigningOut guest={identity.email === undefined} name={identity.user.name} />
      <Deleting token={token} name={identity.user.name} />
    </Stack>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.part}>
      <Title order={2} size="h4" mb="sm">
        {title}
      </Title>
      {children}
    </section>
  );
}

function Profile({ identity }: { identity: Identity }) {
  const [name, setName] = useState(identity.user.name);
  const [language, setLanguage] = useState<'en' | 'de'>(identity.language ?? 'en');
  const [units, setUnits] = useState<Units>(identity.units ?? 'metric');
  return (
    <AccountForm
      action="Save"
      onSubmit={async () => {
        await changeAccount({ name, language, units });
        said('Saved.');
      }}
    >
      <NameField value={name} onChange={setName} />
      <div>
        <Text size="sm" fw={500} mb={4}>
          Cues in
        </Text>
        <SegmentedControl
          aria-label="Language of the cues"
          value={language}
          onChange={(value) => setLanguage(value === 'de' ? 'de' : 'en')}
          data={[
            { value: 'en', label: 'English' },
            { value: 'de', label: 'Deutsch' },
          ]}
        />
      </div>
      <div>
        <Text size="sm" fw={500} mb={4}>
          Lengths in
        </Text>
        <SegmentedControl
          aria-label="Units of lengths"
          value={units}
          onChange={(value) => setUnits(unitsSchema.parse(value))}
          data={[
            { value: 'metric', label: 'Centimetres' },
            { value: 'imperial', label: 'Feet and inches' },
          ]}
        />
      </div>
    </AccountForm>
  );
}

function Guest() {
  return (
    <Part title="You are a guest">
      <Text c="var(--soft)" mb="md">
        This browser alone knows you. With an e-mail address and a password you come back from any other, and keep your
        sessions.
      </Text>
      <Button component={Link} to="/sign-in?new">
        Make an account
      </Button>
    </Part>
  );
}

function Credentials({ email }: { email: string }) {
  const [changed, setChanged] = useState(email);
  const [password, setPassword] = useState('');
  return (
    <>
      <Part title="E-mail address">
        <AccountForm
          action="Change the address"
          onSubmit={async () => {
            const waits = await changeAccount({ email: changed });
            said(waits ? 'Open the link in the mail that was sent to you.' : 'The address is changed.');
          }}
        >
          <EmailField value={changed} onChange={setChanged} />
        </AccountForm>
      </Part>
      <Part title="Password">
        <AccountForm
          action="Change the password"
          onSubmit={async () => {
            await changeAccount({ password });
            setPassword('');
            said('The password is changed, and you are signed out everywhere else.');
          }}
        >
          <PasswordField value={password} onChange={setPassword} isNew />
        </AccountForm>
      </Part>
    </>
  );
}

function SigningOut({ guest, name }: { guest: boolean; name: string }) {
  const navigate = useNavigate();
  const signOut = useIdentity((store) => store.signOut);
  const [asked, setAsked] = useState(false);
  const leave = (scope: 'local' | 'global') => {
    signOut(scope).then(() => navigate('/'), showFailure);
  };
  if (guest) {
    return (
      <Part title="Leaving">
        <Button variant="default" onClick={() => setAsked(true)}>
          Forget me in this browser
        </Button>
        <Modal opened={asked} onClose={() => setAsked(false)} title={`Forget ${name} in this browser?`}>
          <Text>
            There is no password to come back with: your sessions stay on the server, but nobody can open them as you
            any more.
          </Text>
          <Group justify="flex-end" mt="lg">
            <Button variant="default" onClick={() => setAsked(false)}>
              Keep me signed in
            </Button>
            <Button color="red.9" onClick={() => leave('local')}>
              Forget me
            </Button>
          </Group>
        </Modal>
      </Part>
    );
  }
  return (
    <Part title="Signing out">
      <Group>
        <Button variant="default" onClick={() => leave('local')}>
          Sign out here
        </Button>
        <Button variant="default" onClick={() => leave('global')}>
          Sign out everywhere
        </Button>
      </Group>
    </Part>
  );
}

function Deleting({ token, name }: { token: string; name: string }) {
  const navigate = useNavigate();
  const signOut = useIdentity((store) => store.signOut);
  const [asked, setAsked] = useState(false);
  const [typed, setTyped] = useState('');
  return (
    <Part title="Delete my account">
      <Text c="var(--soft)" mb="md">
        Your sessions with their recordings and films, your activities, and what others’ sessions keep of you are
        deleted. Nobody can bring them back.
      </Text>
      <Button color="red.9" onClick={() => setAsked(true)}>
        Delete my account and all my data
      </Button>
      <Modal opened={asked} onClose={() => setAsked(false)} title="Delete everything of yours?">
        <AccountForm
          action="Delete everything"
          onSubmit={async () => {
            if (typed.trim() !== name) throw new Error('This is not your name as it stands here.');
            await api.removeAccount(token);
            await signOut('local');
            await navigate('/');
            said('Your account and all your data are deleted.');
          }}
        >
          <TextInput
            label="Write your name to confirm"
            description={name}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            required
          />
        </AccountForm>
      </Modal>
    </Part>
  );
}
