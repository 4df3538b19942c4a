import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NoAnswerError } from '../../../../../client/no-answer-error.ts';
import { FilmGoneError, fetchOf } from '../../../../../client/review/player/film-address.ts';

let server: Server;
let url: string;

/** Answers with the status that stands at the address’s end. */
beforeAll(async () => {
  server = createServer((request, response) => {
    response.statusCode = Number(request.url?.slice(1));
    response.end('film');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
});

it('asks for a new link when one has run out, once for all that need it, and goes on with it', async () => {
  let asked = 0;
  const read = fetchOf({
    url: `${url}/401`,
    again: async () => {
      asked += 1;
      return `${url}/200`;
    },
  });
  const answers = await Promise.all([read(''), read('')]);
  expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(['film', 'film']);
  expect((await read('')).status).toBe(200);
  expect(asked).toBe(1);
});

it.each([
  { what: 'the film was deleted', status: 404, fresh: undefined, error: FilmGoneError },
  { what: 'there is no new link', status: 401, fresh: undefined, error: FilmGoneError },
  { what: 'the new link is refused too', status: 401, fresh: 401, error: FilmGoneError },
  { what: 'the server has a fault when the new link is used', status: 401, fresh: 503, error: NoAnswerError },
  { what: 'the film was deleted when the new link is used', status: 401, fresh: 404, error: FilmGoneError },
  { what: 'the server has a fault', status: 503, fresh: undefined, error: NoAnswerError },
  { what: 'the server asks for patience', status: 429, fresh: undefined, error: NoAnswerError },
])('says which it is when $what', async ({ status, fresh, error }) => {
  const again = async () => (fresh === undefined ? undefined : `${url}/${fresh}`);
  await expect(fetchOf({ url: `${url}/${status}`, again })('')).rejects.toThrow(error);
});

it('says that the server does not answer', async () => {
  await expect(fetchOf({ url: 'http://127.0.0.1:1/', again: async () => undefined })('')).rejects.toThrow(
    NoAnswerError,
  );
});
