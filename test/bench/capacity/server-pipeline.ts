/** The real server, with a session for each athlete. */
import { Person } from '../../support/rest.ts';
import type { AthleteSeat } from '../athletes/published-athlete.ts';
import { ServerUnderTest } from '../support/server.ts';
import type { Pipeline } from './pipeline.ts';

/** @param env settings of this server beside the defaults */
export async function startServer(env: NodeJS.ProcessEnv): Promise<Pipeline> {
  const server = await ServerUnderTest.start(env);
  const seats: Omit<AthleteSeat, 'begin'>[] = [];
  return {
    // Each is a person of their own, since nobody may have as many connections as a server has athletes.
    seatOf: async (index) => {
      seats[index] ??= await seatOfNewcomer(server.url, `Athlete ${index + 1}`);
      return seats[index];
    },
    use: async () => {
      const { rssMb, ...usage } = await server.usage();
      return { ...usage, rssMb: rssMb.server + rssMb.analysis + rssMb.mediaWorkers };
    },
    close: () => server.close(),
  };
}

async function seatOfNewcomer(url: string, name: string): Promise<Omit<AthleteSeat, 'begin'>> {
  const person = await Person.signIn(url, name);
  return { url, token: person.token, sessionId: await person.startSession('squat') };
}
