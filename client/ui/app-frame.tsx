import { ActionIcon, Anchor, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconMoon, IconSun, IconUser } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { Link, NavLink, Outlet } from 'react-router';
import { useIdentity } from '../identity.ts';
import classes from './app-frame.module.css';
import { Logo } from './logo.tsx';

// Menus need more code than the rest of a page, and who comes by a link has none yet.
const IdentityMenu = lazy(async () => ({ default: (await import('./identity-menu.tsx')).IdentityMenu }));

/** Header and main part of every page but the live one. */
export function AppFrame() {
  const signedIn = useIdentity(({ identity }) => identity !== undefined);
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
        {signedIn ? (
          <Suspense>
            <IdentityMenu />
          </Suspense>
        ) : (
          <NavLink to="/sign-in" className={`${classes.link} ${classes.signIn}`} aria-label="Sign in">
            <IconUser size={18} className={classes.signInSign} />
            <span className={classes.name}>Sign in</span>
          </NavLink>
        )}
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
