import { Button, Loader } from '@mantine/core';
import type { ReactNode } from 'react';
import { explain } from '../explain.ts';
import { Message } from './message.tsx';
import type { Loaded } from './use-loaded.ts';

interface FailureProps {
  error: unknown;
  onRetry(): void;
  /** Where else one could go: further buttons. */
  elsewhere?: ReactNode;
}

/** In the place of a page that can't be shown: why, and what to do. */
export function Failure({ error, onRetry, elsewhere }: FailureProps) {
  const { title, advice } = explain(error);
  return (
    <Message
      title={title}
      actions={
        <>
          <Button onClick={onRetry}>Try again</Button>
          {elsewhere}
        </>
      }
    >
      {advice}
    </Message>
  );
}

interface OnceLoadedProps<T> extends Pick<FailureProps, 'elsewhere'> {
  /** From `useLoaded`. */
  loaded: readonly [Loaded<T>, reload: () => void, ...unknown[]];
  /** What is being loaded: “the record”. */
  what: string;
  children(value: T): ReactNode;
}

/** Shows what was loaded; until then that it is on its way, or why it can't be had. */
export function OnceLoaded<T>({ loaded: [loaded, reload], what, elsewhere, children }: OnceLoadedProps<T>) {
  switch (loaded.state) {
    case 'loading':
      return <Loader aria-label={`Loading ${what}`} />;
    case 'failed':
      return <Failure error={loaded.error} onRetry={reload} elsewhere={elsewhere} />;
    case 'loaded':
      return children(loaded.value);
  }
}
