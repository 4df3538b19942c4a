import { ActionIcon, Anchor, Button, Menu, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconLogout, IconMoon, IconSun, IconUser } from '@tabler/icons-react';
import { Link, NavLink, Outlet } from 'react-router';
import { useIdentity } from '../identity.ts';
import classes from './app-frame.module.css';
import { Logo } from './logo.tsx';

/** Header and main part of every page but the live one. */
export function AppFrame() {
  return (
    <div className={classes.frame}>
      <Anchor href="#main" className={classes.skip}>
        Skip to the content
      </Anchor>
      <header className={classes.header}>
        <Link to="/" className={classes.home} aria-label="Sideline, home">
          <Logo />
        </Link>
        <nav className={classes.nav} aria-label="Main">
          <NavLink to="/" end className={classes.link ?? ''}>
            Start
          </NavLink>
          <NavLink to="/activities" className={classes.link ?? ''}>
            Activities
          </NavLink>
          <NavLink to="/sessions" className={classes.link ?? ''}>
            Sessions
          </NavLink>
        </nav>
        <ColourSchemeToggle />
        <IdentityMenu />
      </header>
      <main id="main" className={classes.main}>
        <Outlet />
      </main>
    </div>
  );
}

export function ColourSchemeToggle() {
  // Without transitions Mantine would add a style element, which the content policy forbids.
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const scheme = useComputedColorScheme('light');
  const other = scheme === 'dark' ? 'light' : 'dark';
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={`Use ${other} colours`}
      onClick={() => setColorScheme(other)}
    >
      {scheme === 'dark' ? <IconSun size={20} /> : <IconMoon size={20} />}
    </ActionIcon>
  );
}

function IdentityMenu() {
  const { identity, signOut } = useIdentity();
  if (!identity) return null;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="subtle" color="gray" leftSection={<IconUser size={18} />} className={classes.identity}>
          <span className={classes.name}>{identity.user.name}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={signOut}>
          Forget me in this browser
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
