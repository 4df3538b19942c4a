/** The recording that is looked at together, in place of the live picture; whoever may not look at it reads so. */
import { Button } from '@mantine/core';
import { IconMovie } from '@tabler/icons-react';
import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react';
import { createPortal } from 'react-dom';
import { useShallow } from 'zustand/react/shallow';
import { topicOfSession } from '../../../shared/contract/changes.ts';
import { SidelineError } from '../../../shared/contract/errors.ts';
import type { SessionFileItem } from '../../../shared/contract/files.ts';
import { type LiveReview as Review, reviewedAt } from '../../../shared/contract/live-review.ts';
import type { SessionRecord } from '../../../shared/contract/rest.ts';
import { useChanges } from '../../changes/use-changes.ts';
import { explain } from '../../explain.ts';
import { lanesOf, picturedLanesOf } from '../../review/parts.ts';
import { useScreen } from '../../review/player/use-screen.ts';
import { freshUrl, libraryOf, recordIfThere } from '../../review/session-library.ts';
import { useLoaded } from '../../ui/use-loaded.ts';
import { dateAndTime } from '../../ui/words.ts';
import { participants } from '../selectors.ts';
import { useOpenSession, useSession } from '../session-context.ts';
import { ConductedReview } from './conducted-review.tsx';
import { FollowedReview } from './followed-review.tsx';
import classes from './live-review.module.css';

interface Props {
  token: string;
  /** Where the controls stand, and what there is to say: nothing of the picture is hidden by words. Null until it is there. */
  controls: HTMLElement | null;
  /** Whether the recording is on show here, over the live picture. */
  onShown(shown: boolean): void;
}

export function LiveReview(props: Props) {
  const film = useSession(
    useShallow(({ state }) => {
      const { sessionId, participantId, by } = state?.review ?? {};
      return sessionId && participantId !== undefined && by ? { sessionId, participantId, by } : undefined;
    }),
  );
  if (!film) return null;
  return <OfSession key={`${film.sessionId} ${film.participantId}`} {...props} {...film} />;
}

type Film = Pick<Review, 'sessionId' | 'participantId' | 'by'>;

function OfSession({ token, sessionId, by, ...rest }: Props & Film) {
  const { controls } = rest;
  const library = useMemo(() => libraryOf(token), [token]);
  const [loaded, reload, refresh] = useLoaded(useCallback(() => library.open(sessionId), [library, sessionId]));
  const fresh = useCallback((fileId: string) => freshUrl(token, sessionId, fileId), [token, sessionId]);
  const look = useCallback(async () => {
    const there = await recordIfThere(token, sessionId);
    if (!there || there.status === 'live') await refresh();
  }, [token, sessionId, refresh]);
  useChanges(token, topicOfSession(sessionId), 'session', look);
  const coach = useSession((session) => participants(session).find(({ id }) => id === by)?.name ?? 'A coach');
  const note = (words: string, action?: ReactNode) =>
    controls &&
    createPortal(
      <p className={classes.note} role="status" data-testid="review-note">
        <IconMovie size={18} aria-hidden="true" />
        <span>{words}</span>
        {action}
      </p>,
      controls,
    );
  switch (loaded.state) {
    case 'loading':
      return note(`${coach} shows a recording. It is being loaded.`);
    case 'failed': {
      if (isNotThere(loaded.error)) {
        return note(`${coach} shows a recording that you may not look at. What you see is live.`);
      }
      const retry = (
        <Button size="compact-sm" variant="default" onClick={reload}>
          Try again
        </Button>
      );
      return note(`${coach} shows a recording. ${explain(loaded.error).title}.`, retry);
    }
    case 'loaded': {
      const { record, files } = loaded.value;
      const name = `${record.activityName.en}, ${dateAndTime(record.createdAt)}`;
      return (
        <OnShow
          {...{ ...rest, record, files, fresh, by, name }}
          note={(isSeen) =>
            note(
              isSeen
                ? `${coach} shows ${name}`
                : `${coach} shows a picture of ${name} that is not there for you. What you see is live.`,
            )
          }
        />
      );
    }
  }
}

const isNotThere = (error: unknown) => error instanceof SidelineError && error.code === 'not_found';

interface OnShowProps extends Pick<Props, 'controls' | 'onShown'>, Pick<Film, 'participantId' | 'by'> {
  record: SessionRecord;
  files: readonly SessionFileItem[];
  fresh: (fileId: string) => Promise<string | undefined>;
  name: string;
  note(isSeen: boolean): ReactNode;
}

function OnShow({ record, files, fresh, participantId, by, name, controls, onShown, note }: OnShowProps) {
  const { store, client } = useOpenSession();
  const selfId = useSession(({ seat }) => seat?.participantId);
  const [startAt] = useState(() => placeNow(store.getState().state?.review, client.sessionTime(performance.now())));
  const all = useMemo(() => lanesOf(files), [files]);
  const lanes = useMemo(() => picturedLanesOf(files), [files]);
  const lane = lanes.find((each) => each.participantId === participantId);
  const screen = useScreen({ files, lanes: all, lane, fresh, startAt });
  const isSeen = screen !== undefined;
  useEffect(() => {
    // The call is heard; the film is when somebody wishes it.
    if (screen) screen.player.volume = 0;
  }, [screen]);
  useEffect(() => {
    onShown(isSeen);
    return () => onShown(false);
  }, [isSeen, onShown]);
  const shared = screen && lane && { screen, lane, controls, label: `Picture of ${name}` };
  return (
    <>
      {note(lane !== undefined)}
      {shared && (
        <div className={classes.review} data-testid="live-review">
          {by === selfId ? (
            <ConductedReview {...{ ...shared, lanes, record, fresh }} />
          ) : (
            <FollowedReview {...shared} />
          )}
        </div>
      )}
    </>
  );
}

/** @param now ms of the live session; undefined while that is not known */
function placeNow(review: Review | undefined, now: number | undefined): number | undefined {
  return review && reviewedAt(review.view.motion, (now ?? review.since) - review.since);
}
