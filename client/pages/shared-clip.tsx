import { Button, Loader } from '@mantine/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useParams } from 'react-router';
import { type ErrorCode, SidelineError } from '../../shared/contract/errors.ts';
import type { SharedClip } from '../../shared/contract/shares.ts';
import { ClipMedia } from '../clips/clip-media.tsx';
import { explain } from '../explain.ts';
import { reviewApi } from '../review-api.ts';
import { Logo } from '../ui/logo.tsx';
import { Message } from '../ui/message.tsx';
import { dateAndTime } from '../ui/words.ts';
import classes from './shared-clip.module.css';

/** How often it is asked whether the link is still good, ms. */
const ASK_EVERY_MS = 15_000;

/** What the server says of a link that shows nothing any more; anything else may pass. */
const OVER: ReadonlySet<ErrorCode> = new Set(['link_invalid', 'link_expired', 'link_revoked', 'not_found']);
const isOver = (error: unknown): boolean => error instanceof SidelineError && OVER.has(error.code);

/** One clip, for whoever has its link: nothing leads from here to anything else. */
export function SharedClipPage() {
  const { secret = '' } = useParams();
  const [clip, setClip] = useState<SharedClip>();
  const [failure, setFailure] = useState<unknown>();
  const visit = useRef<string>(undefined);
  const ask = useCallback(async () => {
    try {
      const found = await reviewApi.sharedClip(secret, visit.current);
      visit.current = found.visit;
      // The same answer leaves the player as it is.
      setClip((shown) => (shown?.url === found.url && shown.title === found.title ? shown : found));
      setFailure(undefined);
    } catch (error) {
      // A network or a database that is gone for a moment takes nothing away; a link that is good no more does.
      if (isOver(error)) setClip(undefined);
      setFailure(error);
    }
  }, [secret]);
  useEffect(() => {
    void ask();
    const timer = setInterval(() => void ask(), ASK_EVERY_MS);
    return () => clearInterval(timer);
  }, [ask]);
  return (
    <div className={classes.page}>
      <header className={classes.header}>
        <Logo />
      </header>
      <main className={classes.main}>
        {clip ? (
          <Shown clip={clip} onTrouble={() => void ask()} />
        ) : (
          <Instead failure={failure} onRetry={() => void ask()} />
        )}
      </main>
    </div>
  );
}

function Instead({ failure, onRetry }: { failure: unknown; onRetry: () => void }) {
  if (failure === undefined) return <Loader aria-label="Loading the clip" />;
  const { title, advice } = explain(failure);
  return (
    <Message title={title} actions={isOver(failure) ? undefined : <Button onClick={onRetry}>Try again</Button>}>
      {advice}
    </Message>
  );
}

function Shown({ clip: { title, form, url, expiresAt }, onTrouble }: { clip: SharedClip; onTrouble: () => void }) {
  return (
    <figure className={classes.clip}>
      <ClipMedia {...{ form, url, title, onTrouble }} />
      <figcaption>
        <h1 className={classes.title}>{title}</h1>
        <span className={classes.soft}>{`This link is good until ${dateAndTime(expiresAt)}.`}</span>
      </figcaption>
    </figure>
  );
}
