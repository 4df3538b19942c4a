import { Button, Stack, Tabs, Text, Title } from '@mantine/core';
import { useCallback, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import type { SignInOptions } from '../../shared/contract/rest.ts';
import { NewAccount } from '../account/new-account.tsx';
import { PasswordSignIn } from '../account/password-sign-in.tsx';
import { signInByProvider } from '../auth.ts';
import { useIdentity } from '../identity.ts';
import { signInOptions } from '../sign-in-options.ts';
import { OnceLoaded } from '../ui/failure.tsx';
import { showFailure } from '../ui/show-failure.ts';
import { useLoaded } from '../ui/use-loaded.ts';
import classes from './account.module.css';

/** As they write their names themselves. */
const PROVIDERS: Readonly<Record<string, string>> = {
  apple: 'Apple',
  azure: 'Microsoft',
  bitbucket: 'Bitbucket',
  discord: 'Discord',
  facebook: 'Facebook',
  github: 'GitHub',
  gitlab: 'GitLab',
  google: 'Google',
  linkedin_oidc: 'LinkedIn',
  spotify: 'Spotify',
};

/** Signing in to an account, and making one. Nobody needs one to try Sideline. */
export function SignInPage() {
  const loaded = useLoaded(signInOptions);
  return (
    <OnceLoaded loaded={loaded} what="the sign-in">
      {(options) => <SignInCard options={options} />}
    </OnceLoaded>
  );
}

function SignInCard({ options }: { options: SignInOptions }) {
  const navigate = useNavigate();
  const [query] = useSearchParams();
  const guest = useIdentity(({ identity }) => identity?.email === undefined && identity?.user.name);
  const [tab, setTab] = useState<string | null>(query.has('new') ? 'new' : 'known');
  const go = useCallback(() => void navigate('/sessions'), [navigate]);
  return (
    <Stack className={classes.card}>
      <Title order={1} size="h2">
        Your account
      </Title>
      <Text c="var(--soft)">
        With an account you come back from any browser. You don’t need one to try Sideline: a name is enough.
      </Text>
      <Tabs value={tab} onChange={setTab} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="known">Sign in</Tabs.Tab>
          <Tabs.Tab value="new">New account</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="known">
          {guest && (
            <Text size="sm" mb="md" c="var(--soft)">
              {`What you did here as ${guest}, a guest, does not move to another account. To keep it, make a new account instead.`}
            </Text>
          )}
          <PasswordSignIn options={options} onSignedIn={go} />
        </Tabs.Panel>
        <Tabs.Panel value="new">
          <NewAccount onDone={go} />
        </Tabs.Panel>
      </Tabs>
      {options.providers.map((provider) => (
        <Button
          key={provider}
          variant="default"
          onClick={() => {
            const back = `${window.location.origin}/account/link`;
            // A new account is the guest's, who keeps what is there; one that is known already is somebody else's.
            signInByProvider(provider, { back, isGuest: tab === 'new' && Boolean(guest) }).catch(showFailure);
          }}
        >
          {`Go on with ${PROVIDERS[provider] ?? provider}`}
        </Button>
      ))}
    </Stack>
  );
}
