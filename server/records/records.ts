/** Everything that Sideline keeps: one repository per aggregate, and the journal of live sessions' events. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import { Accounts } from './accounts.ts';
import { Activities } from './activities.ts';
import { Changes } from './changes.ts';
import { ClipShares } from './clip-shares.ts';
import { Clips } from './clips.ts';
import { Comments } from './comments.ts';
import { Database, type DatabaseOptions, type Health, type StatementRunner } from './database.ts';
import { EventJournal } from './event-journal.ts';
import { EventSpool } from './event-spool.ts';
import { FileRemovals } from './file-removals.ts';
import { Invitations } from './invitations.ts';
import { Lessons } from './lessons.ts';
import { Nodes } from './nodes.ts';
import { OutboxEntries } from './outbox-entries.ts';
import { Participants } from './participants.ts';
import { Pictures } from './pictures.ts';
import { Progress } from './progress.ts';
import { Roster } from './roster.ts';
import { SessionFiles } from './session-files.ts';
import { Sessions } from './sessions.ts';
import { Storage } from './storage.ts';
import { Teams } from './teams.ts';
import { Uploads } from './uploads.ts';
import { Users } from './users.ts';

export class Records {
  readonly accounts: Accounts;
  readonly users: Users;
  readonly activities: Activities;
  readonly changes: Changes;
  readonly clips: Clips;
  readonly clipShares: ClipShares;
  readonly comments: Comments;
  readonly lessons: Lessons;
  readonly sessions: Sessions;
  readonly participants: Participants;
  readonly invitations: Invitations;
  readonly files: SessionFiles;
  readonly fileRemovals: FileRemovals;
  readonly nodes: Nodes;
  readonly outbox: OutboxEntries;
  readonly pictures: Pictures;
  readonly progress: Progress;
  readonly roster: Roster;
  readonly teams: Teams;
  readonly storage: Storage;
  readonly uploads: Uploads;
  readonly journal: EventJournal;
  readonly #database: Database;
  #closing: Promise<void> | undefined;

  private constructor(database: Database, logger: Logger, spool: EventSpool | undefined) {
    this.#database = database;
    this.journal = new EventJournal(database, logger, spool);
    this.accounts = new Accounts(database);
    this.users = new Users(database);
    this.activities = new Activities(database);
    this.changes = new Changes(database, logger);
    this.clips = new Clips(database);
    this.clipShares = new ClipShares(database);
    this.comments = new Comments(database);
    this.lessons = new Lessons(database);
    this.sessions = new Sessions(database, logger);
    this.participants = new Participants(database);
    this.invitations = new Invitations(database);
    this.files = new SessionFiles(database);
    this.fileRemovals = new FileRemovals(database);
    this.uploads = new Uploads(database);
    this.nodes = new Nodes(database);
    this.outbox = new OutboxEntries(database);
    this.roster = new Roster(database);
    this.teams = new Teams(database);
    this.pictures = new Pictures(database);
    this.progress = new Progress(database);
    this.storage = new Storage(database);
  }

  /**
   * Without a `databaseUrl` the database is an embedded one in a subfolder of `dataDir`.
   * @throws when the database can't be opened, reached or brought up to date, or another server uses the folder
   */
  static async create(options: DatabaseOptions): Promise<Records> {
    const { databaseUrl, dataDir, logger } = options;
    // The embedded database is on the same disk: what keeps it from writing keeps others too.
    const spool = databaseUrl ? new EventSpool(join(dataDir, 'waiting-events.jsonl'), logger) : undefined;
    return new Records(await Database.create(options), logger, spool);
  }

  /** For libraries that bring their own SQL. */
  get statements(): StatementRunner {
    return this.#database;
  }

  /** Whether records can be read and written now. */
  async health(): Promise<Health> {
    const health = await this.#database.health();
    return health.ok && !this.journal.keeping ? { ok: false, detail: 'the database takes no writes' } : health;
  }

  /** Writes what is waiting and ends. May be called twice. */
  close(): Promise<void> {
    this.#closing ??= this.journal.close().then(() => this.#database.close());
    return this.#closing;
  }
}
