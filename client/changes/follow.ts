/** What open pages follow: one connection for all of a tab's, and only while the tab is on show, since what is not seen need not be new. */
import type { ChangeKind, ChangeTopic } from '../../shared/contract/changes.ts';
import { accessToken, onNewToken } from '../access-token.ts';
import type { Feed } from './feed.ts';

interface Follower {
  readonly token: string;
  readonly topic: ChangeTopic;
  changed(kind: ChangeKind): void;
}

const followers = new Set<Follower>();
let feed: { token: string; opened: Promise<Feed | undefined>; close(): void } | undefined;

/**
 * Calls back with what to ask anew until the result is called: what changes, and everything when changes may have been missed.
 * @param token the page's
 */
export function followChanges(token: string, topic: ChangeTopic, changed: (kind: ChangeKind) => void): () => void {
  const follower = { token, topic, changed };
  followers.add(follower);
  if (followers.size === 1) document.addEventListener('visibilitychange', onVisibility);
  connect();
  return () => {
    followers.delete(follower);
    // A page that comes next follows in the same turn, on the same connection.
    setTimeout(leaveWhatNobodyFollows);
  };
}

function onVisibility(): void {
  connect();
  if (document.visibilityState === 'visible') for (const { changed } of followers) changed('everything');
  else close();
}

function connect(): void {
  const newest = [...followers].at(-1);
  if (!newest || document.visibilityState !== 'visible') return;
  if (feed?.token !== newest.token) {
    close();
    feed = open(newest.token);
  }
  followAll();
}

function followAll(): void {
  void feed?.opened.then((opened) => opened?.follow(new Set([...followers].map(({ topic }) => topic))));
}

function leaveWhatNobodyFollows(): void {
  if (followers.size > 0) {
    followAll();
    return;
  }
  document.removeEventListener('visibilitychange', onVisibility);
  close();
}

function close(): void {
  feed?.close();
  feed = undefined;
}

/** Loaded when it is needed: no page needs it to be shown. */
function open(token: string): NonNullable<typeof feed> {
  const opened = import('./open-feed.ts')
    .then((module) =>
      module.openFeed({
        token: () => accessToken(token),
        changed: (topic, kind) => {
          for (const follower of followers) if (follower.topic === topic) follower.changed(kind);
        },
      }),
    )
    .catch((error: unknown) => {
      // A page is right without it, after its next look.
      console.info('sideline:', error);
      return undefined;
    });
  const endRenewing = onNewToken((newer) => void opened.then((made) => made?.renew(newer)));
  return {
    token,
    opened,
    close: () => {
      endRenewing();
      void opened.then((made) => made?.close());
    },
  };
}
