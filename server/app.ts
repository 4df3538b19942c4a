/** The composition root: the only place that knows every part. Opens them in order and closes them in reverse. */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import type { z } from 'zod';
import { LARGEST_LESSON_SOUND_BYTES, lessonSoundSchema } from '../shared/contract/lessons.ts';
import { inUrl, isLoopback } from './addresses.ts';
import { AnalysisPool } from './analysis/pool.ts';
import type { Config } from './config.ts';
import { Derivation } from './derived/derivation.ts';
import { SupabaseStorage } from './files/supabase-storage.ts';
import type { RenewedCertificate } from './http/certificate.ts';
import type { Check } from './http/health-routes.ts';
import { createHttpApp } from './http/http-app.ts';
import { boundConnections, closeListener, createListener, listen } from './http/listener.ts';
import { Invitations } from './identity/invitations.ts';
import { openIdentity } from './identity/open-identity.ts';
import { permits } from './identity/permissions.ts';
import { loadSecret } from './identity/secret.ts';
import { Jobs } from './jobs/jobs.ts';
import { Gateway } from './live/door/gateway.ts';
import { audienceOf, createSocketServer } from './live/door/socket-server.ts';
import type { Recorders } from './live/session/live-session.ts';
import { LiveSessions } from './live/session/live-sessions.ts';
import { LatencyMetrics } from './metrics/latency.ts';
import { LoopWatch } from './metrics/loop-watch.ts';
import { addMetrics } from './metrics/metrics.ts';
import { snapshotSizes } from './metrics/snapshots.ts';
import { Pictures } from './pictures/pictures.ts';
import { Recorder } from './recording/recorder.ts';
import { recoverRecordings } from './recording/recovery.ts';
import { Records } from './records/records.ts';
import { ClipMaking } from './review/clip-making.ts';
import { Clips } from './review/clips.ts';
import { Exports } from './review/exports.ts';
import { Lessons } from './review/lessons.ts';
import { Shares } from './review/shares.ts';
import { Roster } from './roster/roster.ts';
import { SessionDirectory } from './sessions/directory.ts';
import { sayFarewell } from './sessions/farewell.ts';
import type { Files } from './sessions/files.ts';
import { Leases } from './sessions/leases.ts';
import { loadNodeId } from './sessions/node.ts';
import { openFiles } from './sessions/open-files.ts';
import { reopen } from './sessions/reopening.ts';
import { SessionCloser } from './sessions/session-closer.ts';
import { Sessions } from './sessions/sessions.ts';
import { WorkerPool } from './sfu/worker-pool.ts';
import { addressReader } from './support/address.ts';
import { createGuard } from './support/guard.ts';
import { isOwnOrigin } from './support/origin.ts';
import { FilmFolder } from './uploads/film-folder.ts';
import { openUploads } from './uploads/open-uploads.ts';
import { Reception } from './uploads/reception.ts';
import { workerBinary } from './worker-binary.ts';

const CLIENT_FOLDER = fileURLToPath(new URL('../dist/client/', import.meta.url));

type Closer = () => void | Promise<void>;
type Certificate = RenewedCertificate | undefined;

export class App {
  /** What people open. */
  readonly url: string;
  readonly port: number;
  readonly #closers: Closer[];
  readonly #certificate: Certificate;
  readonly #logger: Logger;
  #closing: Promise<void> | undefined;

  private constructor(
    { url, port, closers, certificate }: Pick<App, 'url' | 'port'> & { closers: Closer[]; certificate: Certificate },
    logger: Logger,
  ) {
    this.url = url;
    this.port = port;
    this.#closers = closers;
    this.#certificate = certificate;
    this.#logger = logger;
  }

  /** @throws when a part can't start; those started before are closed again */
  static async create(config: Config, logger: Logger): Promise<App> {
    const closers: Closer[] = [];
    try {
      return await App.#open(config, logger, closers);
    } catch (error) {
      await closeAll(closers, logger);
      throw error;
    }
  }

  static async #open(config: Config, logger: Logger, closers: Closer[]): Promise<App> {
    const records = await Records.create({
      databaseUrl: config.databaseUrl,
      connections: config.databaseConnections,
      dataDir: config.dataDir,
      logger: logger.child({ part: 'records' }),
    });
    closers.push(() => records.close());
    const node = await loadNodeId(config.dataDir);
    await records.nodes.register(node, config.ownUrl);
    await records.journal.takeUp((sessionIds) => records.sessions.held(node, sessionIds));
    const secret = await loadSecret(config.secret, config.dataDir);
    const signIn = await openIdentity({
      records,
      secret,
      config,
      logger: logger.child({ part: 'identity' }),
    });
    closers.push(() => signIn.close());
    const { identity, own, signInOptions, removeAccount } = signIn;
    const invitations = new Invitations({ records: records.invitations, secret });

    if (config.project && (await records.storage.openBuckets()) === 'refused') {
      logger.warn(
        'the database does not let buckets and their policies be made; docs/supabase.md says what that means',
      );
    }
    const { supabase, dataDir, keepDays } = config;
    const kept = await openFiles({
      ...{ records, supabase, dataDir, keepDays, node, secret },
      logger: logger.child({ part: 'files' }),
    });
    closers.push(...kept.closers);
    const { files, store: fileStore } = kept;

    if (!workerBinary) throw new Error('There is no media worker on this machine yet: run `npm run setup`.');
    const pool = await WorkerPool.create({
      count: config.workers,
      address: {
        host: config.host,
        announcedAddress: config.announcedAddress,
        alsoAnnounced: config.alsoAnnounced,
        port: config.rtcPort,
      },
      logger: logger.child({ part: 'sfu' }),
    });
    closers.push(() => pool.close());

    const analysis = await AnalysisPool.create({
      workers: config.analysisWorkers,
      choice: config.poseChoice,
      logger: logger.child({ part: 'analysis' }),
    });
    closers.push(() => analysis.close());

    const recording = await openRecording(config.dataDir, files, closers, logger.child({ part: 'recording' }));

    const addressOf = addressReader(config.trustProxy);
    const io = createSocketServer(pageOrigins(config));
    const metrics = new Registry();
    const loop = new LoopWatch(metrics, logger);
    closers.push(() => loop.close());
    const closer = new SessionCloser(records);
    const live = new LiveSessions(
      {
        pool,
        analysis: { port: analysis, framesPerSecond: config.analysisFps },
        recording,
        journal: records.journal,
        files: records.files,
        latency: new LatencyMetrics(metrics),
        participants: records.participants,
        closer,
        snapshotMade: snapshotSizes(metrics),
        abandonedAfterMs: config.abandonedAfterMs,
        logger: logger.child({ part: 'live' }),
      },
      audienceOf(io),
    );
    records.journal.onHealth((keeping) => live.recordingHealth(keeping));
    const gateway = new Gateway(io, {
      directory: new SessionDirectory({
        live,
        sessions: records.sessions,
        nodes: records.nodes,
        otherUrls: config.otherUrls,
      }),
      identity,
      invitations,
      records: records.sessions,
      changes: records.changes,
      permits,
      iceServers: config.iceServers,
      addressOf,
      isOwnOrigin: (origin, request) => isOwnOrigin(config, origin, request),
      logger: logger.child({ part: 'gateway' }),
    });

    addMetrics(metrics, {
      sessions: () => live.count,
      connections: () => gateway.connections,
      mediaWorkers: () => pool.workers,
      mediaWorkersReplaced: () => pool.replaced,
      analysisTotals: () => {
        const { frames, lightFrames, counts } = analysis.stats();
        return { analysed: frames, analysedByLightModel: lightFrames, ...counts };
      },
      analysis: () => analysis.stats(),
      recording: () => recording.recorder,
      analysisRates: () => live.rates,
    });
    const jobs = await Jobs.create({
      statements: records.statements,
      node,
      busy: () => live.rates.some(({ reason, lightModel }) => reason === 'load' || lightModel),
      logger: logger.child({ part: 'jobs' }),
    });
    closers.push(() => jobs.close());
    const derivation = await Derivation.create({
      records: records.files,
      files,
      sessions: closer,
      jobs,
      folder: resolve(config.dataDir, 'derived'),
      node,
      logger: logger.child({ part: 'derived' }),
    });
    closers.push(() => derivation.close());
    const reviewLogger = logger.child({ part: 'review' });
    const making = await ClipMaking.create({
      ...{ records, files, jobs, node, logger: reviewLogger },
      folder: resolve(config.dataDir, 'clips'),
    });
    const clips = new Clips({
      ...{ records: records.clips, comments: records.comments, files, making, node, logger: reviewLogger },
    });
    const voiceFolder = await FilmFolder.create({ path: join(config.dataDir, 'lessons') });
    const lessons = await Lessons.create({
      ...{ records: records.lessons, files, clips, folder: voiceFolder, node, logger: reviewLogger },
    });
    closers.push(() => lessons.close());
    const voices = new Reception<z.infer<typeof lessonSoundSchema>>({
      ...{ path: '/api/lesson-voices', folder: voiceFolder, largestBytes: LARGEST_LESSON_SOUND_BYTES },
      ...{ wish: lessonSoundSchema, idOf: ({ lesson }) => lesson, arrivals: lessons, logger: reviewLogger },
    });
    // Pages reach Storage only where they know the project's publishable key.
    const store = config.project && config.supabase && new SupabaseStorage(config.supabase);
    const { uploads, ...films } = await openUploads({
      ...{ records, files, jobs, node, secret, logger: logger.child({ part: 'uploads' }) },
      folder: await FilmFolder.create({ path: join(config.dataDir, 'uploads') }),
      project: config.project && store && { files: store, publishableKey: config.project.publishableKey },
      analysis: { fps: config.analysisFps, choice: config.poseChoice },
    });
    closers.push(() => uploads.close());
    const sessionLogger = logger.child({ part: 'sessions' });
    const sessions = new Sessions({ records, invitations, live, files, node, logger: sessionLogger });
    const { server: http, certificate } = await createListener(config.tls, logger.child({ part: 'http' }));
    closers.push(() => certificate?.close());
    const guard = createGuard({ addressOf, trustProxy: config.trustProxy, logger: logger.child({ part: 'http' }) });
    const pages = createHttpApp({
      identity,
      auth: own && { ...own, identity },
      signInOptions,
      farewell: (user) =>
        sayFarewell(
          {
            ...{ records, sessions, files, removeAccount, logger: sessionLogger },
            giveUpUploads: (owner) => uploads.removeAll(owner),
          },
          user,
        ),
      sessions,
      files,
      otherUrls: config.otherUrls,
      projectOrigin: config.supabase && new URL(config.supabase.url).origin,
      activities: records.activities,
      comments: records.comments,
      progress: records.progress,
      roster: new Roster({ records: records.roster, teams: records.teams, secret, live, logger: sessionLogger }),
      clips,
      lessons,
      voices,
      exports: new Exports({ sessions, files }),
      pictures: new Pictures({
        ...{ records: records.pictures, store: fileStore, logger: sessionLogger },
        onRemoved: () => files.removed(),
      }),
      shares: new Shares({
        ...{ records: records.clipShares, clipRecords: records.clips, clips, files, logger: reviewLogger },
      }),
      uploads,
      ...films,
      health: {
        metrics,
        readiness: async () => ({
          records: await records.health(),
          media: mediaCheck(pool, config.workers),
          analysis: analysisCheck(analysis),
        }),
        metricsToken: config.metricsToken,
      },
      clientFolder: CLIENT_FOLDER,
      https: config.tls !== undefined || (config.publicUrl?.startsWith('https:') ?? false),
      addressOf,
      guard,
      logger: logger.child({ part: 'http' }),
    });
    // Socket.IO hands on what is not its own to the listeners that stand here before it; one that came later would get all.
    http.on('request', pages);
    if (!config.trustProxy) boundConnections(http);
    gateway.attach(http, guard);
    closers.push(async () => void (await Promise.all([gateway.close(), closeListener(http)])));
    const leases = await Leases.create({
      node,
      sessions: records.sessions,
      live,
      reopen: (id) => reopen({ records, live, closer, logger: sessionLogger }, id),
      logger: sessionLogger,
    });
    closers.push(() => leases.close());
    closers.push(() => pool.retire());
    await jobs.start();
    const port = await listen(http, config.host, config.port);
    const url = config.publicUrl ?? `${config.tls ? 'https' : 'http'}://${shownHost(config)}:${port}`;
    return new App({ url, port, closers, certificate }, logger);
  }

  /** Takes the certificate's files up again, where HTTPS is served; sessions and connections go on. */
  async reload(): Promise<void> {
    if (this.#certificate) await this.#certificate.reload();
    else this.#logger.info('nothing to reload: there is no certificate');
  }

  /** Writes what is waiting and closes everything. Live sessions go on after the next start. */
  close(): Promise<void> {
    this.#closing ??= closeAll(this.#closers, this.#logger);
    return this.#closing;
  }
}

/** What records live sessions; files that a crash cut off are made whole meanwhile. */
async function openRecording(dataDir: string, files: Files, closers: Closer[], logger: Logger): Promise<Recorders> {
  const folder = resolve(dataDir, 'recordings');
  await mkdir(folder, { recursive: true });
  const recorder = new Recorder({ logger });
  const closing = new AbortController();
  const interrupted = await files.interrupted();
  const recovered = recoverRecordings({ interrupted, rows: files, recorder, signal: closing.signal, logger });
  closers.push(async () => {
    closing.abort();
    await recorder.close();
    await recovered;
  });
  return { recorder, keeping: { rows: files, folder } };
}

function mediaCheck({ workers, replaced }: WorkerPool, count: number): Check {
  const answering = workers.filter((worker) => worker.answering).length;
  return {
    ok: answering > 0,
    detail: `${answering} of ${count} media workers, ${replaced} replaced since the start`,
  };
}

function analysisCheck(analysis: AnalysisPool): Check {
  const { workers, ready, replaced } = analysis.stats();
  return {
    ok: ready > 0,
    detail: `${ready} of ${workers} analysis processes, ${replaced} replaced since the start`,
  };
}

/** Of pages that other servers on the same database gave out, and that come here for a session; none where there are no others. */
const pageOrigins = ({ publicUrl, otherUrls }: Config): string[] =>
  otherUrls.length === 0 ? [] : [...(publicUrl === undefined ? [] : [new URL(publicUrl).origin]), ...otherUrls];

/** `localhost` is what browsers trust with a camera without HTTPS. */
const shownHost = ({ host, announcedAddress }: Config) => (isLoopback(host) ? 'localhost' : inUrl(announcedAddress));

async function closeAll(closers: Closer[], logger: Logger): Promise<void> {
  for (const close of closers.splice(0).reverse()) {
    try {
      await close();
    } catch (error) {
      logger.error({ err: error }, 'a part did not close cleanly');
    }
  }
}
