/** The real server, with a session for each athlete. */
import { Person } from '../../support/rest.ts';
import { ServerUnderTest } from '../support/server.ts';
import type { Pipeline } from './pipeline.ts';

/** @param env settings of this server beside the defaults */
export async function startServer(env: NodeJS.ProcessEnv): Promise<Pipeline> {
  const server = await ServerUnderTest.start(env);
  const owner = await Person.signIn(server.url, 'Athletes');
  const sessions: string[] = [];
  return {
    seatOf: async (index) => {
      sessions[index] ??= await owner.startSession('squat');
      return { url: server.url, token: owner.token, sessionId: sessions[index] };
    },
    use: async () => {
      const { rssMb, ...usage } = await server.usage();
      return { ...usage, rssMb: rssMb.server + rssMb.analysis + rssMb.mediaWorkers };
    },
    close: () => server.close(),
  };
}
