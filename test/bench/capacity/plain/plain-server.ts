/** The plain pipeline's server, seen from the benchmark. */
import { randomUUID } from 'node:crypto';
import { HelperProcess } from '../../support/helper-process.ts';
import { machineTimeMs } from '../../support/machine-time.ts';
import { useOf, useOfChildren } from '../../support/process-tree.ts';
import type { Pipeline } from '../pipeline.ts';
import type { PlainUse } from './plain-worker.ts';

export type PlainServerCommand = { type: 'start'; workers: number; inferEvery: number } | { type: 'report' };
export type PlainServerReply = { type: 'started'; url: string } | { type: 'reported'; use: PlainUse };

const PROGRAM = new URL('./plain-server.process.ts', import.meta.url);

/** @param options.inferEvery 1 shows the model every frame, 3 every third */
export async function startPlain(options: { workers: number; inferEvery: number }): Promise<Pipeline> {
  const server = HelperProcess.start<PlainServerCommand, PlainServerReply>(PROGRAM, 'the plain pipeline');
  const { url } = await server.ask({ type: 'start', ...options }, 'started');
  return {
    seatOf: async () => ({ url, token: 'anybody', sessionId: randomUUID() }),
    use: async () => {
      const { use } = await server.ask({ type: 'report' }, 'reported');
      const at = machineTimeMs();
      const [main, analysis, sfu] = await Promise.all([
        useOf(server.pid),
        useOfChildren(server.pid, /plain-worker/),
        useOfChildren(server.pid, /mediasoup-worker/),
      ]);
      return {
        at,
        ...use,
        cpuMs: { main: main.cpuMs, analysis: analysis.cpuMs, sfu: sfu.cpuMs },
        rssMb: main.rssMb + analysis.rssMb + sfu.rssMb,
      };
    },
    close: () => server.close(),
  };
}
