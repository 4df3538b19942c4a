/** One look at everything that a server holds on to, from outside. */
import { type ProcessUse, useOf, useOfChildren } from '../support/process-tree.ts';
import type { ServerUnderTest } from '../support/server.ts';

/** What is looked at, in each part of the server. */
export interface Snapshot {
  server: Held & { heapMb: number; externalMb: number; resources: number };
  analysis: Held;
  media: Held;
}

type Held = Omit<ProcessUse, 'cpuMs'>;

/** Workers by their command lines. */
export const WORKERS = { analysis: /analysis\/process\/main/, media: /mediasoup-worker/ } as const;

/** @throws ProcessGoneError when one of the server's processes ends meanwhile */
export async function snapshotOf(server: ServerUnderTest): Promise<Snapshot> {
  const metrics = await server.metrics();
  return {
    server: {
      ...held(await useOf(server.pid)),
      heapMb: metrics.sum('sideline_nodejs_heap_size_used_bytes') / 1e6,
      externalMb: metrics.sum('sideline_nodejs_external_memory_bytes') / 1e6,
      resources: metrics.sum('sideline_nodejs_active_resources_total'),
    },
    analysis: held(await useOfChildren(server.pid, WORKERS.analysis)),
    media: held(await useOfChildren(server.pid, WORKERS.media)),
  };
}

const held = ({ cpuMs: _grows, ...use }: ProcessUse): Held => use;
