/**
 * The plain pipeline's server: the same signalling, SFU, counting and pose packets as the product's, so that its athletes come
 * and hear as in the product. It knows no accounts and keeps no records.
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { Server, type Socket } from 'socket.io';
import { LiveAnalyser } from '../../../../server/analysis/live-analyser.ts';
import type { AnalysisPort } from '../../../../server/analysis/port.ts';
import { TapTransport } from '../../../../server/analysis/tap/tap-transport.ts';
import { serverClockOrigin } from '../../../../server/clock.ts';
import { SessionMedia } from '../../../../server/sfu/session-media.ts';
import { WorkerPool } from '../../../../server/sfu/worker-pool.ts';
import { type Activity, findActivity } from '../../../../shared/coaching/index.ts';
import { encodePose } from '../../../../shared/contract/pose-packet.ts';
import { newSessionState } from '../../../../shared/contract/session.ts';
import type { RequestAnswer, RequestName, RequestPayload } from '../../../../shared/contract/socket.ts';
import { CAMERA } from '../../athletes/performance.ts';
import { obeyCommands } from '../../support/helper-process.ts';
import type { PlainServerCommand, PlainServerReply } from './plain-server.ts';
import { PlainWorker } from './plain-worker.ts';

const logger = pino({ level: 'warn' });
const SQUAT = squat();

class PlainServer {
  readonly #pool: WorkerPool;
  readonly #workers: readonly PlainWorker[];

  static async create(workers: number, inferEvery: number): Promise<PlainServer> {
    const address = { host: '127.0.0.1', announcedAddress: '127.0.0.1', port: 0 };
    const pool = await WorkerPool.create({ count: workers, address, logger });
    const settings = { inferEvery, clockOrigin: serverClockOrigin() };
    const started = Array.from({ length: workers }, () => new PlainWorker(settings));
    await Promise.all(started.map(({ ready }) => ready));
    // Figures of a pipeline that has lost a part would be none: the benchmark ends with the server.
    for (const { failed } of started) {
      failed.catch((error: unknown) => {
        logger.error(error);
        process.exit(1);
      });
    }
    return new PlainServer(pool, started);
  }

  private constructor(pool: WorkerPool, workers: readonly PlainWorker[]) {
    this.#pool = pool;
    this.#workers = workers;
  }

  async listen(): Promise<string> {
    const http = createServer();
    new Server(http, { serveClient: false }).on('connection', (socket) => this.#serve(socket));
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  }

  get use() {
    const uses = this.#workers.map(({ use }) => use);
    const sum = (value: (use: (typeof uses)[number]) => number) => uses.reduce((total, use) => total + value(use), 0);
    return {
      analysed: sum(({ analysed }) => analysed),
      partCpuMs: {
        receiveDecode: sum(({ partCpuMs }) => partCpuMs.receiveDecode),
        convert: sum(({ partCpuMs }) => partCpuMs.convert),
        scale: sum(({ partCpuMs }) => partCpuMs.scale),
        infer: sum(({ partCpuMs }) => partCpuMs.infer),
      },
    };
  }

  /** One socket, one athlete, one session. */
  #serve(socket: Socket): void {
    const startedAt = Date.now();
    const athleteId = randomUUID();
    let seq = 0;
    let tap: TapTransport | undefined;
    const analyser = new LiveAnalyser({
      activity: SQUAT,
      sessionTime: (epochMs) => epochMs - startedAt,
      onPoseFrame: ({ at, layout, keypoints }, { rtpTimestamp }) =>
        socket.volatile.emit('pose', encodePose({ athlete: 0, at, layout, keypoints, rtpTimestamp })),
      onEvents: (events) => {
        for (const event of events) {
          socket.emit('session:event', { seq: ++seq, at: event.at, change: { type: 'coaching', athleteId, event } });
        }
      },
    });
    const session = new SessionMedia({ pool: this.#pool, logger, onRestarted: () => undefined });
    const media = session.participant({
      producerAdded: async (producer) => {
        tap = await TapTransport.create({
          router: await session.router(),
          producer,
          analysis: this.#port(),
          athlete: undefined,
          needs: { framesPerSecond: CAMERA.framesPerSecond, pictureSide: CAMERA.width },
          events: {
            onAnalysed: (frame) => analyser.push(frame),
            onKeyFrameNeeded: () => undefined,
            onBetterElsewhere: () => undefined,
            onLost: (reason) => logger.error(reason),
          },
        });
        if (tap.top) await tap.prefer(tap.top);
      },
      producerPaused: () => undefined,
      producerRemoved: () => undefined,
    });
    const handle = <N extends RequestName>(
      name: N,
      handler: (payload: RequestPayload<N>) => Promise<RequestAnswer<N>>,
    ): void => {
      socket.on(name as string, (payload: RequestPayload<N>, ack: (answer: object) => void) => {
        handler(payload).then(
          (data) => ack({ ok: true, data }),
          (error: unknown) => ack({ ok: false, error: { code: 'internal', message: String(error) } }),
        );
      });
    };
    handle('session:join', async ({ sessionId }) => ({
      participantId: sessionId,
      role: 'athlete',
      may: [],
      state: Buffer.from(JSON.stringify(newSessionState(sessionId, SQUAT, startedAt, 'en'))),
    }));
    handle('media:open', async () => {
      const { generation, routerRtpCapabilities } = await session.open();
      return {
        generation,
        routerRtpCapabilities: routerRtpCapabilities as RequestAnswer<'media:open'>['routerRtpCapabilities'],
        iceServers: [],
      };
    });
    handle('transport:create', ({ direction }) => media.createTransport(direction));
    handle('transport:connect', async ({ transportId, dtlsParameters }) => {
      await media.connectTransport(transportId, dtlsParameters);
      return {};
    });
    handle('producer:create', async (request) => ({ producerId: await media.produce(request) }));
    socket.on('disconnect', () => {
      tap?.close();
      analyser.close();
      session.close().catch((error: unknown) => logger.error(error));
    });
  }

  /** The process with the fewest streams takes the next. */
  #port(): Pick<AnalysisPort, 'open'> {
    return {
      open: (stream, events) => {
        const worker = this.#workers.reduce((best, each) => (each.streams < best.streams ? each : best));
        return worker.open(stream, events);
      },
    };
  }
}

function squat(): Activity {
  const activity = findActivity('squat');
  if (!activity) throw new Error('There is no activity “squat”');
  return activity;
}

let server: PlainServer | undefined;

obeyCommands<PlainServerCommand, PlainServerReply>(async (command) => {
  if (command.type === 'start') {
    server = await PlainServer.create(command.workers, command.inferEvery);
    return { type: 'started', url: await server.listen() };
  }
  if (!server) throw new Error('The plain pipeline was not started');
  return { type: 'reported', use: server.use };
});
