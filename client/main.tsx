import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './app.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter, RouterProvider } from 'react-router';
import { z } from 'zod';
import { Activities } from './pages/activities.tsx';
import { Home } from './pages/home.tsx';
import { Join } from './pages/join.tsx';
import { Live } from './pages/live.tsx';
import { NotFound } from './pages/not-found.tsx';
import { SessionPage } from './pages/session.tsx';
import { Sessions } from './pages/sessions.tsx';
import { applyThemeVariables, theme } from './theme.ts';
import { AppFrame } from './ui/app-frame.tsx';
import { Crash } from './ui/crash.tsx';

// Compiled schemas need `eval`, which the server's content policy forbids.
z.config({ jitless: true });
applyThemeVariables();

const activityPage = async () => ({ Component: (await import('./pages/activity.tsx')).ActivityPage });

const router = createBrowserRouter([
  { path: '/live/:id', element: <Live />, errorElement: <Crash /> },
  {
    element: <AppFrame />,
    errorElement: <Crash />,
    children: [
      { path: '/', element: <Home /> },
      { path: '/join/:token', element: <Join /> },
      { path: '/activities', element: <Activities /> },
      // Loaded when it is wanted: the editor is heavy, and few people write activities.
      { path: '/activities/new', lazy: activityPage },
      { path: '/activities/:id/edit', lazy: activityPage },
      { path: '/sessions', element: <Sessions /> },
      { path: '/sessions/:id', element: <SessionPage /> },
      { path: '*', element: <NotFound /> },
    ],
  },
]);

const root = document.getElementById('root');
if (!root) throw new Error('the page has no #root');
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <Notifications position="top-center" />
      <RouterProvider router={router} />
    </MantineProvider>
  </StrictMode>,
);
