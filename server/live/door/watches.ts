/**
 * Who follows which changes on this server. Of a session only those are sent any who may read it: that is found out when they begin, and
 * again whenever the database says that rights have changed; until the answer is there, nothing is sent.
 */
import type { Logger } from 'pino';
import { type Change, type ChangeKind, type ChangeTopic, topicOfSession } from '../../../shared/contract/changes.ts';
import { SidelineError } from '../../../shared/contract/errors.ts';
import { TOPICS_OF_A_CONNECTION } from '../../limits.ts';
import type { Announcement, ChangeListener, Changes } from '../../records/changes.ts';

/** One connection. */
export interface Watcher {
  readonly user: { readonly id: string };
  change(change: Change): void;
  /** Ends the connection; its page connects anew and asks for everything. */
  drop(): void;
}

interface Watch {
  readonly watcher: Watcher;
  readonly topic: ChangeTopic;
  /** Undefined for what is the person's own. */
  readonly sessionId: string | undefined;
  /** Whether the page was promised to hear of changes. */
  begun: boolean;
  /** Whether changes are sent now, or held back until it is known that they may be. */
  open: boolean;
  readonly heldBack: Set<ChangeKind>;
  /** Whether the session may be read, by the newest question; answers to older ones do not count. */
  answer: Promise<boolean>;
}

export interface WatchesOptions {
  changes: Pick<Changes, 'follow' | 'readable'>;
  logger: Logger;
}

export class Watches implements ChangeListener {
  readonly #changes: WatchesOptions['changes'];
  readonly #logger: Logger;
  readonly #ofWatcher = new Map<Watcher, Map<ChangeTopic, Watch>>();
  readonly #ofPerson = new Map<string, Set<Watch>>();
  readonly #ofSession = new Map<string, Set<Watch>>();
  readonly #end: () => void;

  constructor({ changes, logger }: WatchesOptions) {
    this.#changes = changes;
    this.#logger = logger;
    this.#end = changes.follow(this);
  }

  /**
   * Sends this connection the changes of a topic from now on. For a second time it does nothing.
   * @throws SidelineError `not_found` for a session that the person may not read, `too_large` for too many topics,
   * `storage_unavailable`
   */
  async begin(watcher: Watcher, topic: ChangeTopic): Promise<void> {
    const watch = this.#ofWatcher.get(watcher)?.get(topic) ?? this.#add(watcher, topic);
    try {
      if (!(await newestAnswer(watch))) throw new SidelineError('not_found', 'There is no such session.');
      watch.begun = true;
    } catch (error) {
      this.#remove(watch);
      throw error;
    }
  }

  /** Sends no more of this topic. */
  end(watcher: Watcher, topic: ChangeTopic): void {
    const watch = this.#ofWatcher.get(watcher)?.get(topic);
    if (watch) this.#remove(watch);
  }

  /** The connection is gone. */
  left(watcher: Watcher): void {
    for (const watch of [...(this.#ofWatcher.get(watcher)?.values() ?? [])]) this.#remove(watch);
  }

  announced(announcement: Announcement): void {
    const isOfPerson = 'person' in announcement;
    const concerned = isOfPerson ? this.#ofPerson.get(announcement.person) : this.#ofSession.get(announcement.session);
    for (const watch of [...(concerned ?? [])]) {
      const { sessionId } = watch;
      if (announcement.kind !== 'access') {
        if (!isOfPerson || sessionId === undefined) send(watch, announcement.kind);
      } else if (sessionId !== undefined) this.#doubt(watch, sessionId);
    }
  }

  missed(): void {
    for (const watch of [...this.#ofPerson.values()].flatMap((group) => [...group])) {
      if (watch.sessionId !== undefined) this.#doubt(watch, watch.sessionId);
      send(watch, 'everything');
    }
  }

  /** May be called twice. */
  close(): void {
    this.#end();
  }

  /** @throws SidelineError `too_large` */
  #add(watcher: Watcher, topic: ChangeTopic): Watch {
    const topics = this.#ofWatcher.get(watcher) ?? new Map<ChangeTopic, Watch>();
    if (topics.size >= TOPICS_OF_A_CONNECTION) {
      throw new SidelineError('too_large', `A connection follows ${TOPICS_OF_A_CONNECTION} topics at most.`);
    }
    const sessionId = topic === 'own' ? undefined : topic.slice(topicOfSession('').length);
    const watch: Watch = {
      ...{ watcher, topic, sessionId, begun: false, open: true, heldBack: new Set() },
      answer: Promise.resolve(true),
    };
    this.#ofWatcher.set(watcher, topics.set(topic, watch));
    put(this.#ofPerson, watcher.user.id, watch);
    if (sessionId !== undefined) {
      put(this.#ofSession, sessionId, watch);
      this.#doubt(watch, sessionId);
    }
    return watch;
  }

  /** Finds out anew whether the session may be read. */
  #doubt(watch: Watch, sessionId: string): void {
    const { watcher, topic } = watch;
    const answer = this.#changes.readable(watcher.user, sessionId);
    watch.open = false;
    watch.answer = answer;
    answer.then(
      (readable) => {
        if (watch.answer !== answer || !this.#has(watch)) return;
        if (readable) {
          release(watch);
          return;
        }
        this.#remove(watch);
        // What the page shows is not its person's to see any more; it finds that out by asking.
        if (watch.begun) watcher.change({ topic, kind: 'everything' });
      },
      (error: unknown) => {
        // Who only begins is answered with the error.
        if (watch.answer !== answer || !watch.begun || !this.#has(watch)) return;
        this.#logger.warn({ err: error, sessionId }, 'could not find out who may hear of a session');
        watcher.drop();
      },
    );
  }

  #has(watch: Watch): boolean {
    return this.#ofWatcher.get(watch.watcher)?.get(watch.topic) === watch;
  }

  #remove(watch: Watch): void {
    if (!this.#has(watch)) return;
    const { watcher, topic, sessionId } = watch;
    const topics = this.#ofWatcher.get(watcher);
    topics?.delete(topic);
    if (topics?.size === 0) this.#ofWatcher.delete(watcher);
    take(this.#ofPerson, watcher.user.id, watch);
    if (sessionId !== undefined) take(this.#ofSession, sessionId, watch);
  }
}

/** Sends it now, or once it is known that it may be sent. */
function send(watch: Watch, kind: ChangeKind): void {
  if (watch.open) watch.watcher.change({ topic: watch.topic, kind });
  else watch.heldBack.add(kind);
}

function release(watch: Watch): void {
  watch.open = true;
  for (const kind of watch.heldBack) send(watch, kind);
  watch.heldBack.clear();
}

async function newestAnswer(watch: Watch): Promise<boolean> {
  const { answer } = watch;
  const readable = await answer;
  return watch.answer === answer ? readable : await newestAnswer(watch);
}

function put(groups: Map<string, Set<Watch>>, key: string, watch: Watch): void {
  const group = groups.get(key) ?? new Set();
  groups.set(key, group.add(watch));
}

function take(groups: Map<string, Set<Watch>>, key: string, watch: Watch): void {
  const group = groups.get(key);
  group?.delete(watch);
  if (group?.size === 0) groups.delete(key);
}
