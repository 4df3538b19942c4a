import { Button } from '@mantine/core';
import { useRouteError } from 'react-router';
import { explain } from '../explain.ts';
import { Message } from './message.tsx';

/** Shown when a page fails in a way that it does not expect. */
export function Crash() {
  const { title, advice } = explain(useRouteError());
  return (
    <Message title={title} actions={<Button onClick={() => window.location.reload()}>Load the page again</Button>}>
      {advice}
    </Message>
  );
}
