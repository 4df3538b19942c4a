/** Worker thread: runs PGlite on a folder and offers it on a Unix socket, so that SQL never holds up the main thread. */
import { fsyncSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import type { PostgresThreadData, PostgresThreadMessage } from './embedded-postgres.ts';

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

/** PGlite's own parameters without `-F` (no fsync), with a log that stays small. */
const START_PARAMETERS = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  ...['-c', 'fsync=on', '-c', 'max_wal_size=64MB', '-c', 'min_wal_size=32MB'],
];

const port = parentPort;
if (!port) throw new Error('runs in a worker thread only');
const { folder, socketPath } = workerData as PostgresThreadData;

const database = await PGlite.create({ fs: new SyncedFolder(folder), startParams: START_PARAMETERS });
const server = new PGLiteSocketServer({ db: database, path: socketPath, maxConnections: 1 });
await server.start();
port.postMessage({ type: 'ready' } satisfies PostgresThreadMessage);

port.once('message', async () => {
  await server.stop();
  await database.close();
  port.close();
});
