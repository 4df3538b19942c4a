/** Worker thread: runs PGlite on a folder and offers it on a Unix socket, so that SQL never holds up the main thread. */
import { fsyncSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import type { PostgresThreadData, PostgresThreadMessage } from './postgres-worker.ts';

/** PGlite's folder, with `fsync` passed on to the disk: Emscripten's own answers yes without doing it. */
class SyncedFolder extends NodeFS {
  override async init(...[pg, options]: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(pg, options);
    return {
      emscriptenOpts: {
        ...emscriptenOpts,
        preRun: [...(emscriptenOpts.preRun ?? []), (module) => passFsyncOn(module.FS.filesystems)],
      },
    };
  }
}

function passFsyncOn(filesystems: object): void {
  const { NODEFS } = filesystems as { NODEFS: { stream_ops: { fsync?(stream: { nfd?: number }): number } } };
  NODEFS.stream_ops.fsync = ({ nfd }) => {
    // Folders are opened without a descriptor; their entries are synced with the files'.
    if (nfd !== undefined) fsyncSync(nfd);
    return 0;
  };
}

/**
 * PGlite's own parameters, but with every commit synced (they switch that off by `-F`; `fdatasync`, the usual method,
 * is another call that Emscripten only pretends to make), and with a write-ahead log that stays small.
 */
const START_PARAMETERS = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  ...['fsync=on', 'wal_sync_method=fsync', 'max_wal_size=64MB', 'min_wal_size=32MB'].flatMap((set) => ['-c', set]),
];

const port = parentPort;
if (!port) throw new Error('runs in a worker thread only');
const send = (message: PostgresThreadMessage) => port.postMessage(message);

/**
 * A PANIC (no room for the write-ahead log) ends a PostgreSQL process; PGlite goes on in a state in which it loops for
 * ever, so the thread is ended here. What was committed is in the log, and recovered when the folder is opened again.
 */
function endOnPanic(line: string): boolean {
  const [, text] = /^[^\t]*\[\d+\] PANIC: +(.*)/.exec(line) ?? [];
  if (text !== undefined) {
    send({ type: 'panic', text });
    process.exit(1);
  }
  return true;
}

const { folder, socketPath } = workerData as PostgresThreadData;
const database = await PGlite.create({
  fs: new SyncedFolder(folder),
  startParams: START_PARAMETERS,
  onStderr: endOnPanic,
});
const server = new PGLiteSocketServer({ db: database, path: socketPath, maxConnections: 1 });
await server.start();
send({ type: 'ready' });

port.once('message', async () => {
  await server.stop();
  await database.close();
  port.close();
});
