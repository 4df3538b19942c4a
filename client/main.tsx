import './mantine-styles.ts';
import '@mantine/notifications/styles.css';
import './app.css';
import { MantineProvider } from '@mantine/core';
import { lazy, StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter, RouterProvider } from 'react-router';
import { z } from 'zod';
import { lazyPage } from './load-part.ts';
import { NotFound } from './pages/not-found.tsx';
import { applyThemeVariables, theme } from './theme.ts';
import { AppFrame } from './ui/app-frame.tsx';
import { Crash } from './ui/crash.tsx';
import { SignInWatch } from './ui/sign-in-watch.tsx';

// Compiled schemas need `eval`, which the server's content policy forbids.
z.config({ jitless: true });
applyThemeVariables();

const activity = lazyPage(async () => (await import('./pages/activity.tsx')).ActivityPage);
const whileLoading = <p className="visually-hidden">Loading…</p>;

const router = createBrowserRouter([
  {
    path: '/live/:id',
    lazy: lazyPage(async () => (await import('./pages/live.tsx')).Live),
    errorElement: <Crash />,
    hydrateFallbackElement: whileLoading,
  },
  {
    path: '/c/:secret',
    lazy: lazyPage(async () => (await import('./pages/shared-clip.tsx')).SharedClipPage),
    errorElement: <Crash />,
    hydrateFallbackElement: whileLoading,
  },
  {
    element: <AppFrame />,
    errorElement: <Crash />,
    hydrateFallbackElement: whileLoading,
    children: [
      { path: '/', lazy: lazyPage(async () => (await import('./pages/home.tsx')).Home) },
      { path: '/join/:token', lazy: lazyPage(async () => (await import('./pages/join.tsx')).Join) },
      { path: '/activities', lazy: lazyPage(async () => (await import('./pages/activities.tsx')).Activities) },
      { path: '/activities/new', lazy: activity },
      { path: '/activities/:id/edit', lazy: activity },
      { path: '/sessions', lazy: lazyPage(async () => (await import('./pages/sessions.tsx')).Sessions) },
      { path: '/sessions/:id', lazy: lazyPage(async () => (await import('./pages/session.tsx')).SessionPage) },
      { path: '/sessions/:id/report', lazy: lazyPage(async () => (await import('./pages/report.tsx')).ReportPage) },
      { path: '/sessions/:id/review', lazy: lazyPage(async () => (await import('./pages/review.tsx')).ReviewPage) },
      { path: '/roster', lazy: lazyPage(async () => (await import('./pages/roster.tsx')).RosterPage) },
      { path: '/roster/join/:token', lazy: lazyPage(async () => (await import('./pages/roster-join.tsx')).RosterJoin) },
      { path: '/access', lazy: lazyPage(async () => (await import('./pages/access.tsx')).AccessPage) },
      { path: '/guardian/:token', lazy: lazyPage(async () => (await import('./pages/guardian.tsx')).GuardianPage) },
      { path: '/progress', lazy: lazyPage(async () => (await import('./pages/progress.tsx')).ProgressPage) },
      { path: '/storage', lazy: lazyPage(async () => (await import('./pages/storage.tsx')).StoragePage) },
      { path: '/sign-in', lazy: lazyPage(async () => (await import('./pages/sign-in.tsx')).SignInPage) },
      { path: '/account', lazy: lazyPage(async () => (await import('./pages/account.tsx')).AccountPage) },
      { path: '/account/link', lazy: lazyPage(async () => (await import('./pages/account-link.tsx')).AccountLinkPage) },
      { path: '/uploads', lazy: lazyPage(async () => (await import('./pages/uploads.tsx')).UploadsPage) },
      { path: '*', element: <NotFound /> },
    ],
  },
]);

const root = document.getElementById('root');
if (!root) throw new Error('the page has no #root');
/** No page needs them to be shown; what is said before they are here is said then. */
const Notifications = lazy(async () => ({ default: (await import('@mantine/notifications')).Notifications }));

createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <Suspense>
        <Notifications position="top-center" />
      </Suspense>
      <RouterProvider router={router} />
      <SignInWatch />
    </MantineProvider>
  </StrictMode>,
);
