/**
 * What the server limits, and why, in one place; docs/limits.md says what an operator sees of it. What both sides need to know
 * (sizes of strokes, boards, messages) stands in `shared/contract`.
 */

/** A budget that fills up again steadily: `burst` at once, `perSecond` on the long run (a token bucket). */
export interface Budget {
  readonly burst: number;
  readonly perSecond: number;
}

/** Live requests by family, for each person with all of their connections; each request names its own (`live/door/requests/`). */
export const REQUEST_BUDGETS = {
  /** Drawing sends one message for each picture frame, up to 120 a second. */
  board: { burst: 240, perSecond: 120 },
  /** Set-up comes in bursts: some 35 requests for each page that opens, also after the server was away. */
  media: { burst: 150, perSecond: 20 },
  /** A page reports once a second. */
  latency: { burst: 20, perSecond: 4 },
  session: { burst: 20, perSecond: 4 },
  /** A playhead that is dragged moves 15 times a second, and each time for everyone. */
  replay: { burst: 60, perSecond: 20 },
  /** A film's playhead is moved, and its ink drawn, 15 times a second each, and each time for everyone. */
  review: { burst: 90, perSecond: 40 },
  /** A pointer moves 15 times a second. */
  point: { burst: 40, perSecond: 20 },
  /** A page joins once, and again after each lost connection. Each is sent a snapshot, and costs a row in the database. */
  join: { burst: 60, perSecond: 1 },
  /** Needed after a missed event only; it is the largest answer that there is. */
  snapshot: { burst: 20, perSecond: 0.1 },
  /** A page follows two or three topics, and again after each lost connection. Each of a session asks the database. */
  changes: { burst: 60, perSecond: 1 },
  /** Several round trips one after the other show the offset between two clocks. */
  clock: { burst: 40, perSecond: 8 },
} as const satisfies Record<string, Budget>;

export type RequestFamily = keyof typeof REQUEST_BUDGETS;

/** Messages of any kind, valid or not, of one person; the connection that sends more is ended. Drawing takes 120 a second. */
export const MESSAGES_OF_A_PERSON: Budget = { burst: 1_000, perSecond: 250 };

/** The same of one address: a class of 100 people, some of them drawing. */
export const MESSAGES_OF_AN_ADDRESS: Budget = { burst: 8_000, perSecond: 2_000 };

/** A connection that has not signed in yet sends its token, and answers a ping. */
export const MESSAGES_BEFORE_SIGN_IN = 5;
/** Ms. */
export const SIGN_IN_WITHIN_MS = 10_000;

/** Topics whose changes one connection follows: a page shows two sessions at most, side by side, and what is the person's own. */
export const TOPICS_OF_A_CONNECTION = 8;

/** New live connections of one address: a class of 100 that comes in at once, twice. */
export const CONNECTS_OF_AN_ADDRESS: Budget = { burst: 300, perSecond: 10 };

/** Live connections at once. An address has less than half of the places in a session, a person some tabs and devices. */
export const CONNECTIONS_OF_AN_ADDRESS = 400;
export const CONNECTIONS_OF_A_PERSON = 12;

/**
 * What may wait for one reader. Who reads nothing for longer, or has more waiting, is cut off and comes back for a snapshot;
 * the largest snapshot that is possible, of 16 athletes, is 3 MB (one athlete's 0.6), and a reader who answers no ping for 12 s is gone anyway.
 */
export const UNREAD = { bytes: 4 * 1024 ** 2, ms: 15_000 } as const;

/** TCP connections of one address: its live connections, and some for pages. Not behind a proxy, whose address is everybody's. */
export const TCP_CONNECTIONS_OF_AN_ADDRESS = 800;

/** HTTP requests of one address, of any kind: a class of 100 that loads the pages (some 30 files) at once. */
export const HTTP_OF_AN_ADDRESS: Budget = { burst: 4_000, perSecond: 200 };

/** Over HTTP, what each address may ask for beside that. */
export const HTTP_BUDGETS = {
  /** A class of 100 behind one address. */
  signIn: { burst: 150, perSecond: 2 },
  /** Sign-ins that are renewed, each hourly, and what people change about their accounts; a class of 100, some tabs each. */
  account: { burst: 400, perSecond: 10 },
  preview: { burst: 200, perSecond: 4 },
  write: { burst: 150, perSecond: 3 },
  /** Lists and records; a page asks for two or three. */
  read: { burst: 400, perSecond: 20 },
  /** Files: a player asks anew wherever it is sent to in a film. */
  file: { burst: 400, perSecond: 40 },
  /** Pieces of films, 6 MB each, and questions how far they are: a class of 100 that uploads at once. */
  transfer: { burst: 400, perSecond: 40 },
  /** `/healthz`, `/readyz`, `/metrics`: several watchers, each every second. */
  health: { burst: 30, perSecond: 5 },
} as const satisfies Record<string, Budget>;

/** Our own sign-in; GoTrue's own limits count in a Supabase project. */
export const SIGN_IN = {
  /** An access token is good for so long, in s, as GoTrue's are; after signing out nobody takes it any more. */
  tokenSeconds: 3_600,
  /** Tabs of one browser may renew with the same token within this, in ms: GoTrue's reuse interval. */
  reuseMs: 10_000,
} as const;

/** What is left of sign-ins with us that nobody uses any more. */
export const SIGN_IN_PRUNING = {
  /** A sign-in that was not renewed for so long ends; browsers keep no cookie for longer than these days either. */
  signInsAfterDays: 400,
  /** Tokens that were used so long ago are forgotten, in days: they are refused all the same, without ending the sign-in. */
  usedTokensAfterDays: 30,
  everyMs: 24 * 3_600_000,
  /** Removed in one transaction: some ms, for which those who sign in wait. A sign-in takes up to a month of hourly tokens along. */
  rowsAtOnce: 100,
} as const;

/** What is asked of a Supabase project about signing in; ms. */
export const PROJECT = {
  /** An answer that takes longer does not come. */
  answersWithinMs: 5_000,
  /** Between two looks for a key that is not known: tokens with made-up keys must not make us ask without end. */
  keysAskedEveryMs: 30_000,
  /** A key that the project took back is refused within this. */
  keysReloadedEveryMs: 600_000,
  settingsKeptMs: 60_000,
} as const;

/** How often it is found out whether those with a live connection are still signed in; sign-outs here are seen at once. Ms. */
export const SIGN_INS_CHECKED_EVERY_MS = 10_000;

/**
 * A live connection outlasts its token for so long, in ms: a page that slept, or a sign-in that can't be reached for a moment, ends no
 * session. Who was signed out is sent away all the same.
 */
export const TOKEN_GRACE_MS = 300_000;

/** The connection on which a PostgreSQL server announces changes; ms. */
export const ANNOUNCEMENTS = {
  /** It is silent for hours, so it is asked this often whether it still stands. */
  askedEveryMs: 15_000,
  /** An answer that takes longer does not come. */
  answersWithinMs: 10_000,
  /** It is cut off when its farewell takes longer. */
  endsWithinMs: 1_000,
  /** Before it is tried again, twice as long each time. */
  firstPauseMs: 250,
  longestPauseMs: 10_000,
} as const;

/** Tries with one e-mail address, from wherever: who guesses gets some ten thousand tries a day, far too few for eight characters. */
export const PASSWORD_TRIES: Budget = { burst: 10, perSecond: 0.1 };

/** A hash takes 19 MB and 20 ms of a core; more at once would keep files and the network waiting. */
export const PASSWORDS_AT_ONCE = 32;

/** GoTrue takes so many bytes of a password; the fewest characters stand in the contract, since the pages say them. */
export const LONGEST_PASSWORD_BYTES = 72;

/** Mails to one address that anybody may ask for. */
export const MAILS_OF_AN_ACCOUNT: Budget = { burst: 3, perSecond: 1 / 300 };

/** A link in a mail is good for so long, in ms, and once. */
export const MAIL_LINK = { goodForMs: 3_600_000 } as const;

/** What people may say of themselves, as JSON, in characters. */
export const METADATA_CHARACTERS = 2_000;

/** What one person may read: lists and records. */
export const READS_OF_A_PERSON: Budget = { burst: 60, perSecond: 5 };

/** Activities that one person may keep: each is in every list that the person opens. */
export const ACTIVITIES_OF_A_PERSON = 100;

/**
 * Of one coach or team: athletes on a roster (all are on one page), links that still let somebody in, teams of one owner, coaches of
 * a team. And how many of their permissions an athlete is shown, the newest withdrawn ones last.
 */
export const ROSTER = { athletes: 500, links: 30, teams: 20, coaches: 30, grantsShown: 500 } as const;

/** For how long a guardian's link is good: they may have to be met first. */
export const GUARDIAN_LINK = { hours: 24 * 14 } as const;

/** Uploads that one person may begin. */
export const UPLOADS_OF_A_PERSON: Budget = { burst: 40, perSecond: 0.05 };

/** A refusal over HTTP waits for so long, so that who asks without end asks no more than that. Ms. */
export const REFUSED_AFTER_MS = 1_000;

/** Answers that anybody may ask for are made once and kept for so long, ms. */
export const KEPT_FOR_MS = 1_000;

/** How long a server holds its sessions without a word to the database, and how often it says that it still does. */
export const LEASE = { seconds: 30, renewEveryMs: 10_000 } as const;

/**
 * Reads that wait for the database at once; the next is refused. The journal's writes go before all of them. A class of 100 that
 * comes all at once gets in, beside what the server itself reads for its jobs and files.
 */
export const WAITING_READS = 250;

/** The main loop serves nobody else meanwhile; blocked for longer, it says so in the log. Ms. */
export const BLOCKED_MS = 250;

/** Lines about refusals of one person or address in the log. */
export const REFUSALS_IN_THE_LOG: Budget = { burst: 20, perSecond: 0.5 };

export const LOCAL_FILES = {
  /** Room that a new file leaves on the disk, in bytes: the embedded database stops writing without room. */
  reserveBytes: 1 << 29,
  /** Copies that were never finished are removed after this, in ms; no copy within one disk takes so long. */
  unfinishedKeptMs: 24 * 3_600_000,
} as const;

export const SUPABASE_FILES = {
  /** Supabase Storage takes resumable uploads in pieces of exactly this size; the last may be smaller. */
  pieceBytes: 6 * 1024 * 1024,
  /** A transfer that moves nothing for so long is given up and goes on later, in ms. */
  stalledAfterMs: 60_000,
  /** Whoever opens a page waits for a link; without an answer to any other request the store counts as away, in ms. */
  answersWithinMs: 10_000,
} as const;

/** How often files that were kept for long enough are looked for; they are counted in days. Ms. */
export const RETENTION = { everyMs: 3_600_000 } as const;

/** Pictures of people. */
export const PICTURES = {
  /** What a picture may have on a side before it is decoded: 16 MB of pixels. */
  longestSidePx: 2_048,
  /** As it is kept: 48 px on a page, sharp on any screen; some 4 kB, so that a roster of 500 has them in one answer. */
  sidePx: 128,
  /** Of JPEG, 0..100. */
  quality: 82,
  /** Each takes a process for about a second. */
  atOnce: 2,
  madeWithinMs: 20_000,
} as const;

/** Moving all records and files to another place (`sideline migrate`). */
export const MOVING = {
  /** Rows that are read and written in one step, and characters of them, but always one row: they are in memory twice. */
  rowsAtOnce: 1_000,
  charactersAtOnce: 4_000_000,
  /** Requests to the administration of a project at once. */
  peopleAtOnce: 8,
  /** Of a request that the project does not answer or puts off. */
  tries: 6,
  pause: { firstMs: 250, longestMs: 10_000 },
  answersWithinMs: 30_000,
  /** A statement over a whole table; a longer one hangs. */
  statementMs: 30 * 60_000,
} as const;

/** A link to a file is good for so long; a page that plays for longer asks for another one. */
export const FILE_LINK = { seconds: 15 * 60 } as const;

export const OUTBOX = {
  /** Pause after the first failure of a file, in ms; it doubles with each further one. */
  firstPauseMs: 1_000,
  /** An outage that ends is noticed within this, in ms. */
  longestPauseMs: 15 * 60_000,
  /** Pause while the database does not answer, in ms; its own recovery takes about as long. */
  databasePauseMs: 2_000,
} as const;

/** What one connection of a participant has open in the media server at once, those that are being made included. */
export const MEDIA_OF_A_PARTICIPANT = {
  /** One for each direction, and those that replace them after a broken network. */
  transports: 6,
  /** More than a session has producers, with room for those that are being replaced. */
  consumers: 32,
} as const;

/** Between attempts to tap an athlete's video, ms: short while a process is being replaced, longer when nothing seems to help. */
export const TAP_PAUSE = { firstMs: 250, longestMs: 10_000 } as const;

/** Between attempts to record a participant, ms: short while a process is being replaced, longer when nothing seems to help. */
export const RECORDING_PAUSE = { firstMs: 250, longestMs: 10_000 } as const;

/** Between attempts to put on record that a file is whole, ms. */
export const ROWS_PAUSE = { firstMs: 500, longestMs: 30_000 } as const;

/** Between a recording process that ended and the next, ms: at once where it ended by chance. */
export const RECORDER_PAUSE = { firstMs: 100, longestMs: 10_000 } as const;

/** What one athlete's video may ask of an analysis process, which other athletes share. */
export const STREAM = {
  /** The largest picture that is decoded, in px: 4K. One of 8192 x 8192 px takes a core for seconds, at any bit rate. */
  picturePixels: 3_840 * 2_160,
  /** Decoding time in ms: what may come at once, and the rest as a share of one core. 640 x 480 px take 3% of it. */
  decoding: { burstMs: 1_500, share: 0.5 },
  /** Key frames in a row that the decoder may refuse before the video is given up. */
  undecodableKeyFrames: 5,
} as const;

/** When a video that harms the analysis is left alone, and for how long. */
export const LEFT_ALONE = {
  /** Analysis processes that may end while they work on the same video. One may have ended by chance. */
  afterEnded: 2,
  /** The first pause, in ms; it doubles each time. */
  firstMs: 10_000,
  longestMs: 5 * 60_000,
} as const;

/** Work that may wait: films, what is made of recordings, tidying. */
export const JOBS = {
  /** Between two looks for work that nobody announced, such as what waited for another attempt, in s. */
  pollSeconds: 2,
  /** A job whose process says nothing for so long is taken for dead and done again, in s. 10 is the least that pg-boss takes. */
  heartbeatSeconds: 30,
  /** A job is given up for this time and done again, in s: under the 24 hours that pg-boss takes. */
  longestSeconds: 23 * 3_600,
  /** Restarts of the server and outages count, so this is many; what is wrong for good, a job says itself. */
  attempts: 100,
  /** Pause after the first failure, in s; it doubles with each further one. */
  firstPauseSeconds: 1,
  longestPauseSeconds: 300,
  /** A finished job is kept for so long, for who looks into the database, in s. */
  keptSeconds: 3_600,
  /** A job that could not be begun for so long is dropped, in s: a year. */
  waitingSeconds: 365 * 86_400,
  /** Jobs read from the database at once. */
  aPage: 500,
  /** Between two looks whether live athletes leave room again, in ms. */
  busyPauseMs: 1_000,
  /** Within the 10 s that the whole server has to stop, in ms. */
  stopWithinMs: 5_000,
} as const;

/** What one film may ask of the process that reads it, which does nothing else. */
export const FILM = {
  /** A day of training in one file is more than anybody looks through. */
  durationMs: 6 * 3_600_000,
  /** The largest picture that is decoded, in px: 4K as cinemas have it. A decoder holds up to 20 of them at once, 14 MB each. */
  picturePixels: 4_096 * 2_304,
  /** Phones store picture, sound and some tracks of their own. */
  streams: 64,
  /**
   * Pixels of a whole film, all its pictures together, that are encoded in its own size where browsers don't play it: ten minutes of 4K at 30
   * pictures a second, which take about 50 minutes of one core (157 ms a picture of HEVC with 10 bits; 88 ms in 1080p; twice
   * that with high dynamic range).
   */
  largeCopyPixels: 3_840 * 2_160 * 30 * 600,
} as const;

export const UPLOADS = {
  /** Films of one person that arrive, wait or are judged at a time; each may take 4 GB of the disk. */
  unfinishedOfAPerson: 20,
  /** While a film arrives, the room on the disk is asked for each time that so much came, in bytes. */
  roomCheckedEveryBytes: 16 * 1024 ** 2,
  /** An upload that nothing was added to for so long is removed, in ms: 3 days. */
  unfinishedKeptMs: 3 * 86_400_000,
  /** Between two rounds of tidying, in ms. */
  tidyEveryMs: 3_600_000,
  /** A process may end over a film by chance; a film that ends so many is given up. */
  analysisTries: 3,
  /** In one list. */
  listed: 100,
  /** A page's token to send one film with, in ms: as long as Supabase Storage lets one be good. */
  ticketGoodForMs: 2 * 3_600_000,
  /** For how long it is taken as known how large a film the file store takes, in ms. */
  limitsKeptMs: 60_000,
} as const;

/** Making what helps to look at recordings and films. */
export const DERIVED = {
  /** Between two looks whether the recording or film was deleted meanwhile, in ms. */
  askEveryMs: 1_000,
  /** A process may end over a film by chance; what it ends over so many times is left out. */
  tries: 2,
} as const;

/** Comments of one session: all of them are in one answer, which so is 4 MB at most. */
export const COMMENTS = { ofASession: 1_000, charactersOfASession: 2_000_000 } as const;

/** Clips of recordings and films. */
export const CLIPS = {
  /** All are in one list. */
  ofASession: 200,
  /** Each takes about as long to make as it lasts, one after the other. */
  unfinishedOfAPerson: 10,
  /** A process may end over a film by chance; a film that ends so many is given up. */
  tries: 2,
} as const;

/** Lessons over sessions. What one may have stands in the contract, since the pages hold to it while they record. */
export const LESSONS = {
  /** All are in one list; each takes 16 MB of voice and 2.5 MB of log at most. */
  ofASession: 50,
  /** Of one person whose voices are still to come. */
  arrivingOfAPerson: 5,
  /** A voice that nothing was added to for so long is removed with its lesson, in ms: 3 days, as of films. */
  arrivingKeptMs: 3 * 86_400_000,
  /** Between two rounds of tidying, in ms. */
  tidyEveryMs: 3_600_000,
} as const;

/** Links to clips. */
export const SHARES = {
  /** That are good at a time: who made them can still look through the list. */
  ofAClip: 20,
  /** The last visits of a link; how many there were in all is counted. */
  visitsKept: 200,
  /** Where a file lies in a store that gives out addresses of its own, one is good for so long: the end of a revoked link, in s. */
  storeLinkSeconds: 60,
} as const;
