/** Attacks by HTTP requests: as soon as one is answered, the next is sent. */
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import type { Attacker } from '../attacker.ts';

const IN_FLIGHT = 200;

export const requestsInFlight =
  (path: string, headersOf: (attacker: Attacker) => Promise<Record<string, string>> = async () => ({})) =>
  async (attacker: Attacker): Promise<void> => {
    const headers = await headersOf(attacker);
    const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
    const { localAddress } = attacker;
    const ask = async () => {
      const asked = request(`${attacker.target.url}${path}`, { agent, headers, ...(localAddress && { localAddress }) });
      asked.end();
      const [response] = await once(asked, 'response');
      attacker.did(`status ${response.statusCode}`);
      response.resume();
      await once(response, 'end');
    };
    const goOn = async () => {
      for (;;) await ask().catch(() => attacker.did('no answer'));
    };
    for (let index = 0; index < attacker.scaled(IN_FLIGHT); index += 1) void goOn();
  };

/** One person's. */
export const sessionLists = requestsInFlight('/api/sessions', async (attacker) => {
  const { token } = await attacker.person('Mallory');
  return { Authorization: `Bearer ${token}` };
});
